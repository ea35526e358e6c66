"""approvals.yaml: pay groups, the approval chain and who may sign which step, by date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Place, Refusal
from scoring.rules.who import AppliesTo, covers
from scoring.settlement.states import Settlement, SettlementKey, Signed

DeltaPolicy = Literal["pay_and_recover", "pay_only", "threshold"]


class PayGroup(Rule):
    """People who are settled together: those of the named roles."""

    name_zh: str
    name_en: str
    legal_entity: str
    applies_to: Dated[AppliesTo]


class Step(Rule):
    """One step of the chain. `signed_by` names the approval roles that may sign it."""

    id: str
    name_zh: str
    name_en: str
    signed_by: Dated[tuple[str, ...]]


class RestatementRules(Rule):
    """What happens to a difference of a locked month (scoring.md 4.10).

    `threshold_amount` is needed by the policy `threshold` only: smaller differences of a person
    wait until they have grown. `recovery_share` is the largest part of the restated month's pay
    that one later month may recover.
    """

    policy: Dated[DeltaPolicy]
    threshold_amount: Dated[Decimal] | None = None
    recovery_share: Dated[Decimal]


class AppealRules(Rule):
    """How long an appeal is open and who may decide it."""

    window_workdays: Dated[int]
    decided_by: Dated[tuple[str, ...]]


class ApprovalsFile(Rule):
    """approvals.yaml"""

    pay_groups: dict[str, PayGroup] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    holders: dict[str, Dated[tuple[str, ...]]]
    may_sign_several_steps: Dated[tuple[str, ...]] | None = None
    restatement: RestatementRules
    appeals: AppealRules

    @model_validator(mode="after")
    def _steps_have_their_own_ids(self) -> ApprovalsFile:
        ids = [step.id for step in self.steps]
        twice = {step for step in ids if ids.count(step) > 1}
        if twice:
            raise ValueError(f"the step '{min(twice)}' is written twice")
        return self


@dataclass(frozen=True)
class Approvals:
    """The file with its lines."""

    rules: ApprovalsFile
    document: LocatedYaml

    @classmethod
    def read(cls, document: LocatedYaml) -> Approvals:
        """Raises Refusal naming file, line and key for the first thing that is wrong."""
        return cls(validated(ApprovalsFile, document), document)

    def on(self, day: date) -> ApprovalsOnDay:
        """The rules as they are in force on `day`."""
        return ApprovalsOnDay(self, day)


@dataclass(frozen=True)
class ApprovalsOnDay:
    """Who may do what on one day."""

    approvals: Approvals
    day: date

    @property
    def steps(self) -> tuple[str, ...]:
        """The approval chain in its order: the steps that somebody signs on this day."""
        return tuple(s.id for s in self._rules.steps if s.signed_by.entry_on(self.day))

    def group_of(self, role: str | None) -> str:
        """The one pay group of a role. Raises Refusal where there is none, or more."""
        found = [name for name in self._rules.pay_groups if self._covers(name, role)]
        if len(found) == 1:
            return found[0]
        told = f"in {' and in '.join(found)}" if found else "in no pay group"
        raise Refusal(
            f"people of the role {role or '(none)'} are {told} on {self.day}",
            place=self._place("pay_groups", *found[:1]),
            next_step="let every role be in exactly one pay group",
        )

    def key(self, pay_group: str, period: str) -> SettlementKey:
        """What is settled. Raises Refusal for a pay group that the file does not name."""
        if pay_group not in self._rules.pay_groups:
            raise Refusal(
                "there is no such pay group",
                place=self._place("pay_groups"),
                value=pay_group,
                next_step=f"choose one of {', '.join(self._rules.pay_groups)}",
            )
        return SettlementKey(self._rules.pay_groups[pay_group].legal_entity, pay_group, period)

    def signature(self, before: Settlement, step: str, by: str, at: datetime) -> Signed:
        """The signature of `by` on the result as it stands.

        Raises Refusal where the person may not sign this step, or signed another one already.
        """
        if before.run_id is None or before.result_hash is None:
            raise self._refused("there is no result to sign", "run the month first", "steps")
        self._require_may_sign(step, by)
        earlier = [signed.step for signed in before.standing if signed.by == by]
        several = self._value(self._rules.may_sign_several_steps, ())
        if earlier and by not in several:
            raise self._refused(
                f"{by} has signed the step '{earlier[0]}' already: one person signs one step",
                "let somebody else sign, or name the person under may_sign_several_steps",
                "may_sign_several_steps",
            )
        return Signed(at, by, step, before.run_id, before.result_hash)

    def require_may_decide_appeals(self, person: str) -> None:
        """Raises Refusal where the person holds none of the roles that decide appeals."""
        roles = self._value(self._rules.appeals.decided_by, ())
        if person not in self._holders(roles):
            raise self._refused(
                f"{person} does not decide appeals on {self.day}",
                f"ask a holder of {', '.join(roles) or 'no role'}",
                "appeals.decided_by",
            )

    @property
    def appeal_window_workdays(self) -> int:
        rule = self._rules.appeals.window_workdays
        return rule.on(self.day, self._place("appeals", "window_workdays"))

    @property
    def delta_policy(self) -> DeltaPolicy:
        return self._rules.restatement.policy.on(self.day, self._place("restatement", "policy"))

    @property
    def threshold_amount(self) -> Decimal:
        """Zero where the policy knows no threshold."""
        if self.delta_policy != "threshold":
            return Decimal(0)
        place = self._place("restatement", "threshold_amount")
        rule = self._rules.restatement.threshold_amount
        if rule is None:
            raise Refusal(
                "the policy 'threshold' needs an amount",
                place=place,
                next_step="add threshold_amount with its date and source",
            )
        return rule.on(self.day, place)

    @property
    def recovery_share(self) -> Decimal:
        place = self._place("restatement", "recovery_share")
        share = self._rules.restatement.recovery_share.on(self.day, place)
        if not 0 < share <= 1:
            raise Refusal(
                "a share of pay lies above 0 and at most at 1",
                place=place,
                value=str(share),
                next_step="write it as 0.20",
            )
        return share

    @property
    def _rules(self) -> ApprovalsFile:
        return self.approvals.rules

    def _covers(self, pay_group: str, role: str | None) -> bool:
        found = self._rules.pay_groups[pay_group].applies_to.entry_on(self.day)
        return found is not None and found[1].value is not None and covers(found[1].value, role)

    def _require_may_sign(self, step: str, by: str) -> None:
        steps = {step.id: step for step in self._rules.steps}
        if step not in steps:
            raise self._refused(f"there is no step '{step}'", f"it is one of {', '.join(steps)}")
        roles = self._value(steps[step].signed_by, ())
        if by not in self._holders(roles):
            raise self._refused(
                f"{by} may not sign the step '{step}' on {self.day}",
                f"a holder of {', '.join(roles) or 'no role'} signs it",
                f"steps.{list(steps).index(step)}.signed_by",
            )

    def _holders(self, roles: Sequence[str]) -> set[str]:
        """People who hold one of the roles on the day."""
        known: Mapping[str, Dated[tuple[str, ...]]] = self._rules.holders
        return {
            person for role in roles if role in known for person in self._value(known[role], ())
        }

    def _value(
        self, rule: Dated[tuple[str, ...]] | None, otherwise: tuple[str, ...]
    ) -> tuple[str, ...]:
        found = rule.entry_on(self.day) if rule else None
        return otherwise if found is None or found[1].value is None else found[1].value

    def _refused(self, what: str, next_step: str, key: str = "steps") -> Refusal:
        return Refusal(what, place=self._place(*key.split(".")), next_step=next_step)

    def _place(self, *path: str) -> Place:
        return self.approvals.document.place(
            tuple(int(part) if part.isdigit() else part for part in path)
        )
