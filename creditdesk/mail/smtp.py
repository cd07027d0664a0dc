"""The way out: one message to one server, and how far it came. docs/rules/mail.md."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from dataclasses import dataclass

from django.conf import settings

from creditdesk.domain.mail_sending import Came, Step, plain_words, what_came_of
from creditdesk.parties.connecting import ForbiddenAddressError, connected, cut_off_after, trust, trusted

_FINAL_DOT = b"\r\n.\r\n"


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as a mailbox names it. `security` is tls, starttls or plain; seconds: a step, and all together."""

    host: str
    port: int
    security: str
    user: str
    password: str
    step_seconds: float = 30.0
    whole_seconds: float = 240.0
    # Whether to ask for a report once a message lies in the recipient's mailbox, of servers that can (RFC 3461).
    asks_for_delivery: bool = False

    @property
    def inside(self) -> bool:
        """Whether the operator names the host as one of the own network."""
        return self.host in settings.MAIL_INTERNAL_HOSTS


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt: the server's code and sentence, or what was wrong before it could answer."""

    came: Came
    code: int | None
    words: str
    # The talk failed before it was about the message: the mailbox is at fault.
    of_mailbox: bool = False


class _Talk(smtplib.SMTP):
    """A talk with a server over a connection that was judged. Counts how far it came."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.step = Step.GREETING
        self.timers = contextlib.ExitStack()
        super().__init__(local_hostname="creditdesk", timeout=server.step_seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = connected(host, port, inside=self.server.inside, seconds=timeout)
        self.timers.enter_context(cut_off_after(plain, self.server.whole_seconds))
        return trusted(plain, host) if self.server.security == "tls" else plain


def hand_over(server: Server, *, sender: str, recipient: str, raw: bytes) -> Answer:
    """Hand the message over once, and say what came of it. Raises nothing that the server could cause."""
    talk = _Talk(server)
    try:
        return _spoken(talk, sender=sender, recipient=recipient, raw=raw)
    except smtplib.SMTPResponseException as error:
        return _answer(talk, error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return _answer(talk, None, what_failed(error))
    finally:
        talk.timers.close()
        talk.close()


def try_sign_in(server: Server) -> str:
    """What is wrong with the server in words, or nothing: as far as it goes without a message."""
    talk = _Talk(server)
    try:
        _begin(talk)
        with contextlib.suppress(OSError, smtplib.SMTPException):
            talk.quit()
    except smtplib.SMTPResponseException as error:
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return what_failed(error)
    finally:
        talk.timers.close()
        talk.close()
    return ""


def what_failed(error: Exception) -> str:  # noqa: PLR0911  (one answer for each way to fail)
    """A failure to reach a server in words that an administrator can act upon."""
    if isinstance(error, ForbiddenAddressError):
        return "the host leads to an address inside a network, which the operator has not allowed"
    if isinstance(error, socket.gaierror):
        return "the name of the host is not known"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate of the server is not trusted: {plain_words(error.verify_message or '')}"
    if isinstance(error, ssl.SSLError):
        return "encryption could not be agreed: is the port right for this kind of encryption?"
    if isinstance(error, TimeoutError):
        return "the server did not answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "nobody answers at this host and port"
    if isinstance(error, smtplib.SMTPServerDisconnected | EOFError | ConnectionError):
        return "the server dropped the connection"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"the server cannot do it: {plain_words(str(error))}"
    return plain_words(str(error)) or type(error).__name__


def _begin(talk: _Talk) -> None:
    """Connect, encrypt, greet, sign in. Raises OSError, smtplib.SMTPException."""
    server = talk.server
    code, words = talk.connect(server.host, server.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)
    talk.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        # smtplib checks the certificate for the name that was dialled, which the context insists on.
        talk._host = server.host  # type: ignore[attr-defined]
        code, words = talk.starttls(context=trust())
        if code != 220:
            raise smtplib.SMTPResponseException(code, words)
        talk.ehlo_or_helo_if_needed()
    if server.user:
        talk.login(server.user, server.password)


def _spoken(talk: _Talk, *, sender: str, recipient: str, raw: bytes) -> Answer:
    _begin(talk)
    talk.step = Step.ENVELOPE
    asks = talk.server.asks_for_delivery and talk.has_extn("dsn")
    for code, words in (
        talk.mail(sender, ["RET=HDRS"] if asks else ()),
        talk.rcpt(recipient, ["NOTIFY=SUCCESS,FAILURE,DELAY"] if asks else ()),
    ):
        if not 200 <= code <= 299:
            return _answer(talk, code, words)
    code, words = talk.docmd("DATA")
    if code != 354:
        return _answer(talk, code, words)
    talk.step = Step.TEXT
    talk.send(_dotted(raw))
    talk.step = Step.AFTER_DOT
    talk.send(_FINAL_DOT)
    answer = _answer(talk, *talk.getreply())
    with contextlib.suppress(OSError, smtplib.SMTPException):
        talk.quit()
    return answer


def _dotted(raw: bytes) -> bytes:
    """The text as it goes over the wire, without its last line's end: a line that begins with a dot gets another."""
    lines = raw.removesuffix(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)


def _answer(talk: _Talk, code: int | None, words: bytes | str) -> Answer:
    came = what_came_of(talk.step, code=code)
    return Answer(came, code if code and code > 0 else None, _decoded(words), of_mailbox=talk.step is Step.GREETING)


def _decoded(words: bytes | str) -> str:
    return plain_words(words if isinstance(words, str) else words.decode("utf-8", "replace"))
