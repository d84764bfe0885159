"""A fact becomes notices: a letter at once, or a line of the next digest."""

from __future__ import annotations

from collections.abc import Sequence

from medcord import ledger
from medcord.core import facts as kinds
from medcord.ledger import letters
from medcord.ledger.models import FactRow, OutgoingLetter
from medcord.notices import policy, queries
from medcord.notices.models import Notice
from medcord.notices.policy import Way, Weight
from medcord.notices.queries import Post

TELLING = tuple(getattr(kinds, name) for name in policy.TOLD)
SUBJECTS = {
    Weight.NEWS: "medcord: there is news for you",
    Weight.ASKS: "medcord: something is asked of you",
    Weight.DUTY: "medcord: something is asked of you",
    Weight.ALWAYS: "medcord: please look now",
}


# The name is older than this room: it is stored with deliveries that were waiting when the reaction moved here.
@ledger.on(*TELLING, name="cases.tell-parties")
def tell_parties(fact: FactRow) -> None:
    """Tell each mailbox that may know, in the way its owner chose: no content, only where to look."""
    posts = [(post, policy.way(post.box.how, post.weight)) for post in queries.posts_of(fact)]
    subject = queries.subject_of(fact.stream, posts[0][0].box.party) if posts else None
    if subject is None:
        return
    page = "/terms" if fact.kind in policy.ABOUT_TERMS else "/thanks" if fact.kind in policy.ABOUT_THANKS else ""
    _tell(fact, fact.stream, posts, subject, page)


@ledger.on(kinds.FacilityClockReached, name="notices.tell-facility")
def tell_facility(fact: FactRow) -> None:
    """A clock of a hospital's own events is told to its people, in no case and to nobody else."""
    stream = f"{queries.OF_EVENTS}:{fact.data['organisation']}"
    posts = [(post, policy.way(post.box.how, post.weight)) for post in queries.posts_of_facility(fact)]
    if subject := queries.subject_of(stream):
        _tell(fact, stream, posts, subject, "")


def _tell(fact: FactRow, stream: str, posts: Sequence[tuple[Post, Way]], about: queries.Subject, page: str) -> None:
    Notice.objects.bulk_create(
        _notice(fact, stream, post, letter(post, about, page) if way is Way.AT_ONCE else None)
        for post, way in posts
        if way is not Way.NEVER
    )


@ledger.on(kinds.SightingMade, kinds.SightingAnswered, name="notices.tell-sighting")
def tell_of_sighting(fact: FactRow) -> None:
    """A sighting lies in no case: its coordinator is told that it came, its author that it was decided. It waits for no
    digest, which lists cases."""
    found = queries.about_sighting(fact)
    if found is None:
        return
    subject, posts = found
    for post in posts:
        if policy.way(post.box.how, post.weight) is not Way.NEVER:
            letter(post, subject, "")


def _notice(fact: FactRow, stream: str, post: Post, letter: OutgoingLetter | None) -> Notice:
    return Notice(
        fact=fact.id,
        kind=fact.kind,
        stream=stream,
        party=post.box.party,
        member=post.box.member,
        words=post.words,
        at=fact.at,
        state=Notice.State.POSTED if letter else Notice.State.WAITING,
        letter=letter,
    )


def letter(post: Post, subject: queries.Subject, page: str) -> OutgoingLetter:
    """The letter of one notice: words of its kind, a reference, and where to sign in."""
    where = letters.link(subject.path + page)
    body = (
        f"{post.words} ({subject.reference}).\n\nSign in to read it:\n{where}\n\n"
        f"What reaches you, and when, is yours to choose:\n{letters.link('/notices')}\n"
    )
    return letters.write(to=post.box.address, subject=SUBJECTS[post.weight], body=body, party=post.box.party)
