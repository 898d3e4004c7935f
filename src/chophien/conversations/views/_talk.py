"""What the pages of both sides have in common: a conversation, writing in it, its photos and voices."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from chophien.accounts.models import Person
from chophien.conversations.actions.talking import read_by, report_talk, write_message
from chophien.conversations.errors import TooManyMessages
from chophien.conversations.forms import MessageForm, ReportForm
from chophien.conversations.models import Conversation
from chophien.conversations.selectors.talks import message_in, messages_of, voice_in
from chophien.conversations.states import TEMPLATES, Party
from chophien.lib.actor import Actor
from chophien.lib.errors import DomainError
from chophien.rules import selectors as rules
from chophien.uploads.actions.papers import open_private_file
from chophien.uploads.actions.recordings import play_recording
from chophien.uploads.selectors import private_file, recording_limits
from chophien.web.downloads import private_file_response
from chophien.web.ratelimit import allow

INVALID, REFUSED, TOO_MANY, HOUR = 422, 409, 429, 3600
RULE = "conversations.messages_per_hour"


def not_too_often(rule: str, key: str, *, at: datetime) -> None:
    """Count one more.

    :raises TooManyMessages: if it is one too many
    """
    wait = allow(rule, key, limit=rules.whole(rule, at=at), per_seconds=HOUR, at=at)
    if wait is not None:
        raise TooManyMessages(facts={"minutes": -(-wait.seconds // 60)})


def page(
    request: HttpRequest,
    talk: Conversation | None,
    *,
    party: Party,
    address: str,
    about: str,
    form: MessageForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The conversation as one side reads it; what it had not read is read now."""
    if talk is not None:
        person = request.user if isinstance(request.user, Person) else None
        read_by(conversation=talk, party=party, person=person, at=timezone.now())
    words = str(TEMPLATES.get(request.GET.get("mau", ""), "")) if party == Party.SELLER else ""
    context = {
        "talk": talk,
        "lines": messages_of(talk) if talk else [],
        "party": party.value,
        "address": address,
        "about": about,
        "form": form or MessageForm(initial={"text": words}),
        "templates": TEMPLATES if party == Party.SELLER else {},
        "limits": recording_limits(at=timezone.now()),
        "problem": problem,
        "done": request.GET.get("xong", ""),
    }
    return render(request, f"conversations/{party.value}/talk.html", context, status=status)


def write(
    request: HttpRequest,
    find: Callable[[], Conversation],
    *,
    actor: Actor,
    party: Party,
    address: str,
    about: str,
    at: datetime,
    known: Conversation | None,
) -> HttpResponse:
    """Send what was written; `find` gives the conversation, opening it where it has not begun."""
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, known, party=party, address=address, about=about, form=form, status=INVALID)
    try:
        not_too_often(RULE, actor.code, at=at)
        write_message(conversation=find(), words=form.words(), actor=actor, at=at)
    except DomainError as refusal:
        status = TOO_MANY if isinstance(refusal, TooManyMessages) else REFUSED
        return page(
            request, known, party=party, address=address, about=about, form=form, problem=refusal, status=status
        )
    return HttpResponseRedirect(address)


def report(request: HttpRequest, talk: Conversation, *, actor: Actor, address: str, at: datetime) -> HttpResponse:
    """Tell the market about the other side."""
    form = ReportForm(request.POST)
    form.is_valid()
    try:
        report_talk(conversation=talk, why=form.cleaned_data.get("why", ""), actor=actor, at=at)
    except DomainError:
        return HttpResponseRedirect(address + "?xong=thieu")
    return HttpResponseRedirect(address + "?xong=bao")


def carried(talk: Conversation, file_code: str, *, actor: Actor, purpose: str, at: datetime) -> HttpResponse:
    """A photo or a voice of this conversation, for one of its sides or whoever may look.

    :raises Http404: if no message of it carries that
    """
    message = message_in(talk, file_code)
    if message is None:
        raise Http404
    if message.voice_code == file_code:
        voice = voice_in(talk, file_code)
        if voice is None:
            raise Http404
        heard = play_recording(recording=voice)
        return private_file_response(heard.data, content_type=heard.content_type, name=heard.name)
    kept = private_file(file_code, owner_code=talk.code)
    if kept is None:
        raise Http404
    opened = open_private_file(paper=kept, actor=actor, purpose=purpose, at=at)
    return private_file_response(opened.data, content_type=opened.content_type, name=opened.name)
