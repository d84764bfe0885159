"""Talking in a case: the timeline, threads and rooms, messages, and what is new."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import actions, policy, queries
from medcord.cases.models import Message, Room
from medcord.core.access import Permission, Viewer
from medcord.core.refusals import InputRefusal
from medcord.core.vocabulary import Role
from medcord.web.forms.attachments import UploadForm
from medcord.web.forms.base import is_id
from medcord.web.forms.case import EditForm, MessageForm, NumberForm, PurgeForm, SideRoomForm, ThreadForm
from medcord.web.pages import composer
from medcord.web.pages import room as room_page
from medcord.web.pages import talk as talk_page
from medcord.web.pages.quoted import to_quote
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)
MOST_SHOWN = 500  # messages that one request may say were shown


def _room(request: HttpRequest, viewer: Viewer, reference: str, form: MessageForm | None = None) -> HttpResponse:
    room = room_page.build(viewer, reference, every_card=request.GET.get("parties") == "all")
    ask = talk_page.Ask.of(request.GET)
    talk = talk_page.build(viewer, room, ask)
    context: dict[str, Any] = {"room": room, "case": room.case, "talk": talk, "ask": ask, "tab": "timeline"}
    context |= {"upload": UploadForm(), "uploads": queries.staged(viewer, room.case)}
    if room.can["speak"]:
        rooms = composer.rooms_to_speak_in(viewer, room)
        shown = form or MessageForm(rooms=rooms, initial=composer.beginning(room, request.GET, rooms))
        context |= {"form": shown, **_reach(viewer, room, shown)}
    return render(request, "web/case/room.html", context, status=422 if form is not None else 200)


def _reach(viewer: Viewer, room: room_page.Talked, form: MessageForm) -> dict[str, Any]:
    """Who will read what the form would send, and whom it may name."""
    chosen, rows = form.chosen(), composer.quotable(room, form.quotes())
    quotes = [row.pk for row in rows]
    marked = queries.as_sent(viewer, room.case, composer.marking_of(room, chosen, quotes)) if quotes else None
    names = composer.names_to_mention(room, chosen, quotes)
    reach = composer.reach_of(viewer, room, chosen, quotes)
    return {"reach": reach, "names": names, "quoted": to_quote(rows), "inherits": marked}


@require_GET
@members_only(*PARTIES)
def room(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The case room."""
    return _room(request, viewer, reference)


@require_GET
@members_only(*PARTIES)
def news(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """What came since the page was shown: only that, so that nothing typed or opened on the page is lost."""
    room = room_page.talked(viewer, reference)
    ask = talk_page.Ask.of(request.GET)
    found = talk_page.since(viewer, room, ask, request.GET)
    return render(request, "web/case/news.html", {"room": room, "case": room.case, "news": found, "ask": ask})


@require_POST
@members_only(*PARTIES)
def send(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Send a message."""
    talked = room_page.talked(viewer, reference)
    policy.require(viewer, Permission.CASE_MESSAGE_SEND, talked.case)
    form = MessageForm(request.POST, rooms=composer.rooms_to_speak_in(viewer, talked))
    if form.is_valid():
        words, marking = form.cleaned_data["body"], form.marking()
        sent = form.run(actions.send_message, reference, words, actor=viewer, **marking)
        if sent is not None:
            _say_close(request, sent)
            return redirect(f"/cases/{reference}{talk_page.Ask.of(request.GET).address()}")
    return _room(request, viewer, reference, form)


def _say_close(request: HttpRequest, sent: Message) -> None:
    """Tell at once what waits for a decision."""
    found = [one for one in queries.binding(sent.pk) if one.verdict == "open"]
    if found:
        codes = ", ".join(f"#{queries.code_of(one.source_id)}" for one in found)
        messages.warning(
            request,
            f"Sent. It says again what {codes} says, so it counts as a quotation. If it comes from an independent "
            "source, say so under Supplied, on the page of that item.",
        )


@require_GET
@members_only(*PARTIES)
def readers(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Who will read a message with this thread, marking and class, by the policy that reads."""
    talked = room_page.talked(viewer, reference)
    form = MessageForm(request.GET, rooms=composer.rooms_to_speak_in(viewer, talked))
    return render(request, "web/case/readers.html", {"case": talked.case, **_reach(viewer, talked, form)})


@require_POST
@members_only(*PARTIES)
def purge(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Destroy the words of one message after a spill."""
    queries.case_for(viewer, reference)
    form = PurgeForm(request.POST)
    if form.is_valid():
        actions.purge_message(reference, form.cleaned_data["message"], reason=form.cleaned_data["reason"], actor=viewer)
        messages.success(request, "Destroyed. That the message was here stays in the ledger.")
        return redirect(f"/cases/{reference}")
    raise InputRefusal("Say why the message is destroyed. Nothing was destroyed yet.", fields={"field": "reason"})


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def message(request: HttpRequest, viewer: Viewer, reference: str, message: UUID) -> HttpResponse:
    """One message with its versions, and its form for the member who wrote it."""
    case = queries.case_for(viewer, reference)
    row = queries.message_for(viewer, case, message)
    form = EditForm(request.POST or None, initial={"version": row.version, "body": row.body})
    if request.method == "POST":
        queries.message_to_change(viewer, case, message, Permission.CASE_MESSAGE_EDIT)
        if form.is_valid() and _edited(form, viewer, reference, message):
            return redirect(f"/cases/{reference}?at={message}#m-{message}")
        row = queries.message_for(viewer, case, message)
        if form.edited_meanwhile:
            form.now_at(row.version)
    whole = room_page.build(viewer, reference)
    context = {"room": whole, "case": case, "tab": "timeline", "one": talk_page.one_message(viewer, whole, row)}
    return render(request, "web/case/message.html", {**context, "form": form}, status=422 if form.errors else 200)


def _edited(form: EditForm, viewer: Viewer, reference: str, message: UUID) -> object:
    data = form.cleaned_data
    known = {"expected_version": data["version"], "patient_data_seen": data["patient_data_seen"]}
    return form.run(actions.edit_message, reference, message, data["body"], actor=viewer, **known)


@require_POST
@members_only(*PARTIES)
def pin(request: HttpRequest, viewer: Viewer, reference: str, message: UUID) -> HttpResponse:
    """Pin a message, or take the pin out."""
    actions.pin_message(reference, message, pinned=request.POST.get("pinned") != "no", actor=viewer)
    return redirect(f"/cases/{reference}?at={message}#m-{message}")


@require_POST
@members_only(*PARTIES)
def read(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """These messages were shown; without any, all of them were."""
    given = [UUID(one) for one in request.POST.getlist("message")[:MOST_SHOWN] if is_id(one)]
    actions.mark_read(reference, None if request.POST.get("all") else given, actor=viewer)
    if request.headers.get("HX-Request"):
        return render(request, "web/case/marked.html", {"count": len(given)})
    return redirect(f"/cases/{reference}")


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def open_room(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Open the thread of a product, or a side room."""
    case = queries.case_for(viewer, reference)
    policy.require(viewer, Permission.CASE_MESSAGE_SEND, case)
    given = {"side": None, "product": None} | {request.POST.get("act", ""): request.POST or None}
    side = SideRoomForm(given["side"], prefix="side", parties=composer.parties_to_choose(viewer, case))
    thread = ThreadForm(given["product"], prefix="product", products=composer.products_to_choose(viewer, case))
    opened = _opened(viewer, reference, side, thread)
    if opened is not None:
        return redirect(f"/cases/{reference}?thread={opened.pk}")
    context = {"room": room_page.build(viewer, reference), "case": case, "tab": "timeline", "side": side}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/case/open_room.html", {**context, "thread": thread}, status=status)


def _opened(viewer: Viewer, reference: str, side: SideRoomForm, thread: ThreadForm) -> Room | None:
    if side.is_valid():
        return side.run(actions.open_side_room, reference, side.words(), actor=viewer)
    if thread.is_valid():
        return thread.run(actions.open_thread, reference, UUID(thread.cleaned_data["product"]), actor=viewer)
    return None


@require_POST
@members_only(*PARTIES)
def close_room(request: HttpRequest, viewer: Viewer, reference: str, room: UUID) -> HttpResponse:
    """Close a room."""
    actions.close_room(reference, room, actor=viewer)
    messages.success(request, "Closed. It is read as before, and nothing more is said in it.")
    return redirect(f"/cases/{reference}?thread={room}")


@require_POST
@members_only(*PARTIES)
def leave_room(request: HttpRequest, viewer: Viewer, reference: str, room: UUID) -> HttpResponse:
    """Leave a side room."""
    actions.leave_room(reference, room, actor=viewer)
    messages.success(request, "Your party left the room. What it wrote there stays readable to you.")
    return redirect(f"/cases/{reference}")


@require_POST
@members_only(*PARTIES)
def our_number(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Set the party's own number for the case."""
    queries.case_for(viewer, reference)
    form = NumberForm(request.POST)
    if not form.is_valid():
        raise InputRefusal("A number has at most 60 characters. Nothing was saved: shorten it.")
    actions.set_tracking(reference, form.cleaned_data["number"], actor=viewer)
    return redirect(f"/cases/{reference}")


urlpatterns = [
    path("cases/<str:reference>", room),
    path("cases/<str:reference>/news", news),
    path("cases/<str:reference>/send", send),
    path("cases/<str:reference>/readers", readers),
    path("cases/<str:reference>/purge", purge),
    path("cases/<str:reference>/read", read),
    path("cases/<str:reference>/our-number", our_number),
    path("cases/<str:reference>/messages/<uuid:message>", message),
    path("cases/<str:reference>/messages/<uuid:message>/pin", pin),
    path("cases/<str:reference>/rooms/new", open_room),
    path("cases/<str:reference>/rooms/<uuid:room>/close", close_room),
    path("cases/<str:reference>/rooms/<uuid:room>/leave", leave_room),
]
