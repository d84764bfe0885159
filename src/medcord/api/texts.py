"""Texts that cross between the agencies: comments on them, the safety communication, and whether both agree."""

from __future__ import annotations

from uuid import UUID

from medcord.api.routing import Subject
from medcord.api.schemas import texts as shapes
from medcord.api.schemas.base import Key
from medcord.api.viewers import CASE_PARTIES, Asked
from medcord.cases import queries as cases
from medcord.core.access import Viewer
from medcord.core.refusals import NotFound
from medcord.drafting import actions, queries
from medcord.drafting.models import Comment, Text
from medcord.drafting.texts import What, said

router = Subject(tags=["Drafts"])


def _text(viewer: Viewer, reference: str, what: What) -> Text:
    return queries.text_for(viewer, cases.case_for(viewer, reference), what)


def _shown(text: Text, row: Comment) -> shapes.CommentShown:
    found = queries.stand_of(row, queries.words_by_number(text), said(text, row.field))
    return shapes.CommentShown.of(row, found)


@router.get("/texts", auth=CASE_PARTIES, response=shapes.TextsAsked)
def asked(request: Asked) -> shapes.TextsAsked:
    """Texts that the party was asked to comment on, what waits first."""
    return shapes.TextsAsked(texts=[shapes.TextAsked.of(one) for one in queries.texts_to_comment(request.auth)])


@router.get("/cases/{reference}/texts/{what}/comments", auth=CASE_PARTIES, response=shapes.TextComments)
def comments(request: Asked, reference: Key, what: What) -> shapes.TextComments:
    """Comments on the draft or the safety communication that the party may read."""
    text = _text(request.auth, reference, what)
    words = queries.words_by_number(text)
    rows = queries.comments_of(request.auth, text)
    shown = [shapes.CommentShown.of(row, queries.stand_of(row, words, said(text, row.field))) for row in rows]
    asked = [shapes.CommentsAsked.of(row) for row in queries.askings_of(request.auth, text)]
    return shapes.TextComments(comments=shown, asked=asked)


@router.get("/cases/{reference}/texts/{what}/versions", auth=CASE_PARTIES, response=shapes.TextVersions)
def versions(request: Asked, reference: Key, what: What) -> shapes.TextVersions:
    """Every save of the text, oldest first."""
    text = _text(request.auth, reference, what)
    rows = queries.versions_of(request.auth, text)
    return shapes.TextVersions(versions=[shapes.TextVersion.of(row) for row in rows])


@router.post("/cases/{reference}/texts/{what}/comments", auth=CASE_PARTIES, response={201: shapes.CommentShown})
def comment(request: Asked, reference: Key, what: What, given: shapes.CommentGiven) -> shapes.CommentShown:
    """Comment on a passage; it stays with the comment as it was read."""
    row = actions.comment(reference, what, given.words(), actor=request.auth)
    return _shown(_text(request.auth, reference, what), row)


@router.post(
    "/cases/{reference}/texts/{what}/comments/{comment}/decision", auth=CASE_PARTIES, response=shapes.CommentShown
)
def decide(
    request: Asked, reference: Key, what: What, comment: UUID, given: shapes.CommentDecision
) -> shapes.CommentShown:
    """Accept or reject a comment with a reason; its proposed words can be put in by the same act."""
    row = actions.decide_comment(reference, what, comment, given.decided(), actor=request.auth)
    return _shown(_text(request.auth, reference, what), row)


@router.post("/cases/{reference}/texts/{what}/answer", auth=CASE_PARTIES, response=shapes.CommentsDone)
def done(request: Asked, reference: Key, what: What) -> shapes.CommentsDone:
    """Say that the party is done with its comments; none at all is an answer too."""
    return shapes.CommentsDone(comments=actions.give_comments(reference, what, actor=request.auth))


@router.get("/cases/{reference}/communication", auth=CASE_PARTIES, response=shapes.CommunicationShown)
def one(request: Asked, reference: Key) -> shapes.CommunicationShown:
    """The regulator's safety communication, for those it was given to; once released, for all who read the case."""
    row = queries.communication_for(request.auth, cases.case_for(request.auth, reference))
    if row is None:
        raise NotFound("communication")
    return shapes.CommunicationShown.of(row)


@router.post("/cases/{reference}/communication", auth=CASE_PARTIES, response=shapes.CommunicationShown)
def save(request: Asked, reference: Key, given: shapes.CommunicationGiven) -> shapes.CommunicationShown:
    """Save the safety communication; somebody who saved first is not overwritten (409)."""
    said = (given.words(), given.chosen(), given.plan())
    version = given.expected_version
    row = actions.save_communication(reference, *said, expected_version=version, actor=request.auth)
    return shapes.CommunicationShown.of(row)


@router.post("/cases/{reference}/communication/sharing", auth=CASE_PARTIES, response=shapes.CommunicationShown)
def share(request: Asked, reference: Key, given: shapes.CommunicationSharing) -> shapes.CommunicationShown:
    """Give the safety communication to a party of the case before release, for its comments."""
    row = actions.share_communication(reference, given.party, emergency=given.emergency, actor=request.auth)
    return shapes.CommunicationShown.of(row)


@router.post("/cases/{reference}/communication/release", auth=CASE_PARTIES, response=shapes.CommunicationShown)
def release(request: Asked, reference: Key, given: shapes.CommunicationRelease) -> shapes.CommunicationShown:
    """Record the release under the member's name; the text is changed no more."""
    version = given.expected_version
    row = actions.release_communication(reference, given.link, expected_version=version, actor=request.auth)
    return shapes.CommunicationShown.of(row)


@router.get("/cases/{reference}/texts/comparison", auth=CASE_PARTIES, response=shapes.ComparisonShown)
def comparison(request: Asked, reference: Key) -> shapes.ComparisonShown:
    """How the advisory and the safety communication agree now, for who reads both."""
    found = queries.comparison(request.auth, cases.case_for(request.auth, reference))
    if found is None:
        raise NotFound("comparison")
    return shapes.ComparisonShown.of(found)


@router.post("/cases/{reference}/texts/comparison", auth=CASE_PARTIES, response=shapes.ComparisonShown)
def compare(request: Asked, reference: Key) -> shapes.ComparisonShown:
    """Record how they agree now: the agencies of the case. It blocks nothing."""
    return shapes.ComparisonShown.of(actions.compare_texts(reference, actor=request.auth))
