"""Answer an operation that has no handler: act on its resource, or answer by its contract alone."""

from collections.abc import Mapping
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import Does
from paydrill.responders.answering import ERRORS, Answer, Documented, none_possible
from paydrill.responders.bodies import Kept
from paydrill.responders.habits import USUAL, Habits
from paydrill.responders.laying_over import BreaksSchema
from paydrill.responders.preferences import NO_PREFERENCES, Preferences, preferences_of
from paydrill.responders.pushes.by_rule import follow
from paydrill.responders.pushes.callbacks import Callbacks, exchange_of
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.resources.acting import Acting
from paydrill.responders.resources.beginning import Beginning
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.requests import Request
from paydrill.responders.resources.roles import Role
from paydrill.responders.resources.things import Thing
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import NoSample
from paydrill.responders.sent_values import most_items, sent_by_name, values_of
from paydrill.sandbox.idempotency import fingerprint
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.answers import Fields
from paydrill.values.times import DAY

NO_HOST = "http://localhost"
"""The server's address where no request says it."""
_MOST_KEPT = 32
"""Answers of one operation that are kept, as clients ask again and again."""


class Shared(NamedTuple):
    """The parts that the stand-ins of one contract share.

    `catalog` knows the resources, `beginning` makes those that scenarios begin with, and `pushes`
    has the webhooks and callbacks.
    """

    catalog: Catalog
    beginning: Beginning
    pushes: Pushes | None


class StandIn(Documented):
    """Answer one operation as a handler would."""

    def __init__(
        self, operation: Operation, shared: Shared | None = None, habits: Habits = USUAL
    ) -> None:
        """Answer `operation`; without the parts that are shared, by its contract alone.

        Nothing is compiled before it is asked for.
        """
        super().__init__(operation)
        self._shared = shared
        self._habits = habits
        self._made: dict[tuple[Any, ...], Answer] = {}

    def __call__(
        self, sandbox: Sandbox, /, body: Any = None, base_url: str | None = None, **parameters: Any
    ) -> Answer:
        """Answer a request as its headers wish; `parameters` may have any name, `self` for one.

        Raises `UnknownPreference`, `NotAcceptable`, and `NoAnswer` where the contract allows none.
        """
        base_url = base_url or NO_HOST
        answer, thing = self._answered(sandbox, body, base_url, parameters)
        if self._callbacks is not None:
            self._callbacks.follow(sandbox, (body, parameters), base_url, answer)
        if thing is not None or not (self._is_about_one or answer[1] >= ERRORS):
            self.follow(sandbox, (body, parameters), base_url, answer, thing)
        return answer

    @property
    def _is_about_one(self) -> bool:
        """Whether requests are about one thing that is kept: about none, nothing was done."""
        return self._acting is not None and self._acting.role.does is not Does.LIST

    def follow(
        self,
        sandbox: Sandbox,
        sent: tuple[Any, Mapping[str, Any]],
        base_url: str,
        answer: Answer,
        about: Thing | None = None,
    ) -> None:
        """Do what a rule has follow an answer; `sent` has the request's body and parameters."""
        change, pushes = sandbox.decision.change, self.pushes
        if change is not None and pushes is not None:
            exchange = partial(exchange_of, self._operation, sandbox, sent, base_url, answer)
            follow(sandbox, self._operation, pushes, change, about, exchange)

    def _answered(
        self, sandbox: Sandbox, body: Any, base_url: str, parameters: Mapping[str, Any]
    ) -> tuple[Answer, Thing | None]:
        """Return the answer to a request, and the thing that it is about, if it is about one."""
        preferences = preferences_of(sandbox.header("prefer"))
        accept = sandbox.header("accept") or ""
        day_ms = sandbox.now_ms // DAY * DAY
        if self._acting is not None and preferences == NO_PREFERENCES:
            self._begin(sandbox)
            acted = self._acted(sandbox, body, parameters, base_url)
            if acted is not None:
                return acted
        # All that an answer depends on, with the request as it is written: answers repeat its
        # values, and those of a fingerprint count as the same in any order and form.
        written = sha256(repr((body, parameters)).encode()).digest()
        asked = (sandbox.ids, written, day_ms, base_url, preferences, accept)
        answer = self._made.get(asked)
        if answer is None:
            context = self.context_of(sandbox, body, base_url, parameters, preferences.dynamic)
            answer = self._written(context, preferences, accept)
            self._remember(asked, answer)
        return answer, None

    def _begin(self, sandbox: Sandbox) -> None:
        """Make the things that the scenario begins with, at the first request."""
        if self._shared is not None and sandbox.scenario.resources:
            try:
                self._shared.beginning.make(sandbox)
            except NoSample as error:
                raise none_possible(error) from None

    def _remember(self, asked: tuple[Any, ...], answer: Answer) -> None:
        """Keep an answer for the next request that it depends on in the same way."""
        if len(self._made) >= _MOST_KEPT:
            self._made.clear()
        self._made[asked] = answer

    def kept(self, sandbox: Sandbox, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the thing that a request names as it is shown; `None` where it names none."""
        thing = self.named(sandbox, parameters)
        return None if thing is None else thing.value

    def named(self, sandbox: Sandbox, parameters: Mapping[str, Any]) -> Thing | None:
        """Return the thing that a request names; `None` where it names none that is kept."""
        if self._acting is None:
            return None
        self._begin(sandbox)
        values, body = values_of(self._operation, parameters), parameters.get("body")
        sent = {**values["query"], **(body if isinstance(body, Mapping) else {})}
        return self._acting.kept(sandbox, values["path"], sent)

    @property
    def role(self) -> Role | None:
        """The role of the operation; `None` where it is about no resource."""
        return self._shared.catalog.roles.get(self._operation.id) if self._shared else None

    @property
    def pushes(self) -> Pushes | None:
        """The webhooks and callbacks of its contract; `None` for one of the server's own."""
        return self._shared.pushes if self._shared else None

    @cached_property
    def _callbacks(self) -> Callbacks | None:
        """The callbacks of the operation, if it has some."""
        if self.pushes is None or "callbacks" not in self._operation.definition:
            return None
        role = self.role if self._acting is not None else None
        return Callbacks(self._operation, self.pushes, role)

    @cached_property
    def _acting(self) -> Acting | None:
        """The actor on a resource, if the operation has a role; found when it is first asked."""
        role = self.role
        if self._shared is None or role is None or not self._shared.catalog.keeps(role):
            return None
        return Acting(role, self._shared.catalog, self._habits)

    def _acted(
        self, sandbox: Sandbox, body: Any, parameters: Mapping[str, Any], base_url: str
    ) -> tuple[Answer, Thing | None] | None:
        """Act on a resource, and show it; `None` where the contract alone is to answer."""
        assert self._acting is not None  # noqa: S101 - asked before
        values, accept = values_of(self._operation, parameters), sandbox.header("accept") or ""
        day_ms, change = sandbox.now_ms // DAY * DAY, sandbox.decision.change
        text = None
        if change is None:
            text = self._acting.shown_text(sandbox, values["path"], values["query"])
        asked = (sandbox.ids, text, day_ms, base_url, accept)
        if text is not None and (answer := self._made.get(asked)) is not None:
            return answer, None
        key = sandbox.ids.hex(f"stand-in/{self._operation.id}", 0)
        context = Context(key, day_ms, base_url, self._habits.full)
        fields = () if change is None else change.fields
        request = Request(sandbox, values["path"], values["query"], body, context, fields)
        try:
            done = self._acting(request)
        except (NoSample, BreaksSchema) as error:
            raise none_possible(error) from None
        if done is None:
            return None
        code = done.status if str(done.status) in self._operation.responses else None
        acting = self._acting
        kept = Kept(
            done.shown, acting.showing.steps, done.path, done.expanded, acting.showing.beside
        )
        wishes = NO_PREFERENCES._replace(code=code)
        answer = self._written(context, wishes, accept, kept)
        if text is not None:
            self._remember(asked, answer)
        return answer, done.thing

    def set_later(self, sandbox: Sandbox, thing: Thing, fields: Fields) -> Thing:
        """Set fields of a thing that an earlier request was about.

        Raises `NoSample` and `BreaksSchema`.
        """
        if self._acting is None:  # its role is another since
            return thing
        context = Context("", sandbox.now_ms // DAY * DAY, NO_HOST, self._habits.full)
        return self._acting.set_later(Request(sandbox, {}, {}, None, context, fields), thing)

    def context_of(
        self,
        sandbox: Sandbox,
        body: Any,
        base_url: str,
        parameters: Mapping[str, Any],
        dynamic: bool = False,  # noqa: FBT001, FBT002 - see `Preferences`
    ) -> Context:
        """Return all that the answer to a request depends on."""
        request = fingerprint(self._operation.id, {"body": body, **parameters})
        values = values_of(self._operation, parameters)
        return Context(
            key=sandbox.ids.hex(f"stand-in/{request}", 0),
            day_ms=sandbox.now_ms // DAY * DAY,
            base_url=base_url,
            full=self._habits.full,
            dynamic=dynamic,
            sent=sent_by_name(self._operation, body, values),
            most_items=most_items(values["query"]),
        )

    def _written(
        self, context: Context, preferences: Preferences, accept: str, kept: Kept | None = None
    ) -> Answer:
        """Make a response with its JSON in bytes: those sent again are not judged again."""
        content, status, media_type, headers = self.answer(context, preferences, accept, kept)
        applied = preferences.applied(has_body=content != b"")
        if applied and kept is None:
            headers["Preference-Applied"] = applied
        is_value = isinstance(content, dict | list)
        return orjson.dumps(content) if is_value else content, status, media_type, headers

    @property
    def source(self) -> str:
        """The source of a success: a `resource`, an `example`, a `sample`, or `nothing`."""
        documented = super().source
        is_kept = self._acting is not None and documented != "nothing"
        return "resource" if is_kept else documented
