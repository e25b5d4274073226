"""One question to the cluster: to the node whose turn it is, to the next if it is silent, again if it is busy.

Every request that we make may be made twice: what the cluster has done of it already, it does not do again.
"""

import json
import os
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import requests

from config.errors import EngineError
from config.i18n import _
from indexer.engines.opensearch import patience
from indexer.engines.opensearch.nodes import Node, Nodes
from indexer.engines.opensearch.patience import SEARCHING, Patience

BUSY = 429
PASSING = frozenset({408, 425, 500, 502, 503, 504})
"""Statuses that another node, or the same one a little later, may not give. 500 is among them: a node that is
stopping gives it."""

REFUSED = frozenset({401, 403})

FAILED = "cluster-failed"
"""The code of an error that says that the cluster answered, but not what was asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a node said: the status, the JSON of the body, and what kind of error it is (nothing where it is none)."""

    status: int
    data: Any
    error: str = ""
    reason: str = ""

    @property
    def said(self) -> str:
        """The status and what is wrong, in the words of the cluster."""
        return f"{self.status} {self.error} {self.reason}".strip()[:500]


class Client:
    """The cluster at these addresses. Safe for several threads; each has its own connections."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self.nodes = Nodes(addresses)
        self._mine = threading.local()
        self._lock = threading.Lock()
        self._sessions: WeakSet[requests.Session] = WeakSet()  # one of a thread that ended goes with it

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        accept: Collection[int | str] = (),
        patient: Patience = SEARCHING,
        **options: Any,
    ) -> Answer:
        """The answer to a request; `options` are its parameters.

        Args:
            accept: statuses, or kinds of errors, that are answers here and no failures.
            patient: for how long to try.

        Raises:
            EngineError: no node answered in time, or one refused. Says neither user nor password.
        """
        question = _question(method, path, body, patient, options)
        end, waits = time.monotonic() + patient.whole, patience.waits()
        while True:
            answer, asked_for, trouble = self._round(question, accept)
            if answer is not None:
                if answer.status < 300 or answer.status in accept or answer.error in accept:
                    return answer
                raise self._refusal(answer)
            wait = max(next(waits), asked_for)
            if time.monotonic() + wait > end:
                raise EngineError(
                    _("The search cluster at {nodes} does not answer ({reason}).", nodes=self.nodes, reason=trouble),
                    _("Look whether its nodes run and can be reached from here; then try again."),
                    code="cluster-unreachable",
                )
            patience.sleep(wait)

    def close(self) -> None:
        """Close all connections; the next question opens new ones."""
        with self._lock:
            sessions, self._mine = list(self._sessions), threading.local()
            self._sessions.clear()
        for session in sessions:
            session.close()

    def _round(self, question: "_Question", accept: Collection[int | str]) -> tuple[Answer | None, float, str]:
        """Ask the nodes in turn until one has an answer; else how long they ask us to wait, and what was wrong."""
        trouble = ""
        for node in self.nodes.order():
            try:
                response = self._send(node, question)
            except requests.RequestException as error:
                self.nodes.failed(node)
                trouble = f"{node.url}: {type(error).__name__}"
                continue
            self.nodes.answered(node)
            answer = _answer(response)
            trouble = f"{node.url}: {answer.said}"
            if answer.status == BUSY:  # the others are hardly less so
                return None, patience.asked_for(response.headers.get("Retry-After")), trouble
            if answer.status not in PASSING or answer.status in accept:
                return answer, 0.0, ""
        return None, 0.0, trouble

    def _send(self, node: Node, question: "_Question") -> requests.Response:
        return self._session().request(
            question.method,
            f"{node.url}/{question.path}",
            params=question.options,
            data=question.body,
            headers={"Content-Type": question.kind} if question.body is not None else None,
            auth=node.login,
            timeout=question.timeout,
            allow_redirects=False,  # a redirect may lead to an address that nobody configured
        )

    def _session(self) -> requests.Session:
        process, session = getattr(self._mine, "session", (0, None))
        if session is None or process != os.getpid():  # a process split off must not use its parent's connections
            session = requests.Session()
            self._mine.session = os.getpid(), session
            session.trust_env = False  # no proxy between us and the nodes, and no password out of ~/.netrc
            session.verify = os.environ.get("SSL_CERT_FILE") or True
            with self._lock:
                self._sessions.add(session)
        return session

    def _refusal(self, answer: Answer) -> EngineError:
        if answer.status in REFUSED and "block" not in answer.error:
            return EngineError(
                _("The search cluster at {nodes} refuses us ({status}).", nodes=self.nodes, status=answer.status),
                _("Look at the user and the password in `engine.url`, and at what that user may do."),
                code="cluster-refused",
            )
        return EngineError(
            _("The search cluster at {nodes} cannot do what we ask ({reason}).", nodes=self.nodes, reason=answer.said),
            code=FAILED,
        )


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    path: str
    body: bytes | None
    kind: str
    options: Mapping[str, str]
    timeout: tuple[float, float]


def _question(
    method: str, path: str, body: Mapping[str, Any] | bytes | None, patient: Patience, options: Mapping[str, Any]
) -> _Question:
    written = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in options.items()}
    times = patient.connect, patient.answer
    if body is None or isinstance(body, bytes):
        return _Question(method, path, body, "application/x-ndjson", written, times)
    text = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    return _Question(method, path, text, "application/json", written, times)


def _answer(response: requests.Response) -> Answer:
    try:
        data = response.json() if response.content else {}
    except ValueError:
        data = {}
    error = data.get("error") if isinstance(data, dict) and response.status_code >= 300 else None
    if isinstance(error, dict):
        causes = error.get("root_cause") or [error]
        return Answer(response.status_code, data, str(causes[0].get("type", "")), str(causes[0].get("reason", "")))
    return Answer(response.status_code, data, "", str(error or ""))
