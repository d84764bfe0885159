"""What reaches whom, the webhooks of a party, and the status of the node."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import Viewer
from medcord.notices import actions, queries
from medcord.web.forms.notices import WebhookForm, choice_form
from medcord.web.pages import notices as pages
from medcord.web.viewers import members_only


@require_http_methods(["GET", "POST"])
@members_only()
def choices(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What reaches me and my party's mailbox, and what was sent lately."""
    data = request.POST if request.method == "POST" else None
    mine = choice_form("me", queries.choice_of(viewer, own=True), data)
    box = choice_form("mailbox", queries.choice_of(viewer, own=False), data)
    for form, verb in ((mine, actions.choose_for_me), (box, actions.choose_for_mailbox)):
        if form.is_bound and form.is_valid() and form.run(verb, form.cleaned_data["how"], actor=viewer) is not None:
            messages.success(request, "Saved. It holds from the next notice on.")
            return redirect("/notices")
    context = {**pages.choices(viewer), "mine": mine, "box": box}
    return render(request, "web/notices/choices.html", context, status=422 if mine.errors or box.errors else 200)


@require_http_methods(["GET", "POST"])
@members_only()
def webhooks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The webhooks of my party; a new one shows its secret once."""
    form, made = WebhookForm(request.POST or None, role=viewer.role), None
    if request.method == "POST" and form.is_valid():
        made = form.run(actions.register, actor=viewer, **form.cleaned_data)
    context = {**pages.webhooks(viewer), "form": WebhookForm(role=viewer.role) if made else form, "made": made}
    return render(request, "web/notices/webhooks.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@members_only()
def webhook(request: HttpRequest, viewer: Viewer, webhook: UUID) -> HttpResponse:
    """One webhook: what it is called for, and what became of its calls."""
    row = queries.webhook_for(viewer, webhook)
    form = pages.kinds_form(viewer, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.run(actions.change_kinds, row.pk, kinds=form.cleaned_data["kinds"], actor=viewer):
            messages.success(request, "Saved.")
            return redirect(f"/webhooks/{row.pk}")
    context = {**pages.webhook(viewer, row), "form": form}
    return render(request, "web/notices/webhook.html", context, status=422 if form.errors else 200)


@require_POST
@members_only()
def act(request: HttpRequest, viewer: Viewer, webhook: UUID, verb: str) -> HttpResponse:
    """Pause, resume, try, or end a webhook."""
    run, said = pages.ACTS[verb]
    run(webhook, actor=viewer)
    messages.success(request, said)
    return redirect("/webhooks" if verb == "remove" else f"/webhooks/{webhook}")


@require_POST
@members_only()
def rotate(request: HttpRequest, viewer: Viewer, webhook: UUID) -> HttpResponse:
    """A new secret, shown once."""
    row, secret = actions.rotate(webhook, actor=viewer)
    context = {**pages.webhook(viewer, row), "form": pages.kinds_form(viewer, row), "secret": secret}
    return render(request, "web/notices/webhook.html", context)


@require_POST
@members_only()
def repeat(request: HttpRequest, viewer: Viewer, call: UUID) -> HttpResponse:
    """Make one call again."""
    row = actions.repeat_call(call, actor=viewer)
    messages.success(request, "It is made again now, with the same delivery id.")
    return redirect(f"/webhooks/{row.webhook_id}")


@require_GET
@members_only()
def status(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How the node's work stands."""
    return render(request, "web/notices/status.html", {"status": queries.status(viewer)})


@require_POST
@members_only()
def retry(request: HttpRequest, viewer: Viewer, kind: str, item: str) -> HttpResponse:
    """Try one piece of work again."""
    actions.retry_work(kind, item, actor=viewer)
    messages.success(request, "It is tried again now.")
    return redirect("/status")


@require_POST
@members_only()
def drop(request: HttpRequest, viewer: Viewer, kind: str, item: str) -> HttpResponse:
    """Give one piece of work up."""
    actions.drop_work(kind, item, reason=request.POST.get("reason", "")[:2000], actor=viewer)
    messages.success(request, "Dropped. The ledger keeps that it was.")
    return redirect("/status")


urlpatterns = [
    path("notices", choices),
    path("webhooks", webhooks),
    path("webhooks/<uuid:webhook>", webhook),
    path("webhooks/<uuid:webhook>/rotate", rotate),
    *(path(f"webhooks/<uuid:webhook>/{verb}", act, {"verb": verb}) for verb in pages.ACTS),
    path("webhooks/calls/<uuid:call>/repeat", repeat),
    path("status", status),
    path("status/<str:kind>/<str:item>/retry", retry),
    path("status/<str:kind>/<str:item>/drop", drop),
]
