"""The detectors in order, with their names and the sentence that tells their evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scoring.gaming import contact_detectors, survey_detectors
from scoring.gaming.frames import Frame
from scoring.gaming.observed import Observed
from scoring.gaming.peers import Suspicious
from scoring.gaming.rules import Cases, DetectorName


@dataclass(frozen=True)
class Detector:
    """What is counted, which side of the peers is suspicious, and how it is told.

    The figure is cases ÷ exposure. The evidence texts may name {cases}, {exposure}, {figure},
    {peer} and every case definition.
    """

    name: DetectorName
    name_zh: str
    name_en: str
    tally: Callable[[Observed, Cases], Frame]
    suspicious: Suspicious
    evidence_zh: str
    evidence_en: str


DETECTORS: tuple[Detector, ...] = (
    Detector(
        "short_calls", "短通话", "Short calls",
        contact_detectors.short_calls, "above",
        "应答 {exposure} 次，其中 {cases} 次通话不足 {short_call_s} 秒，占 {figure}；同侪 {peer}",
        "{cases} of {exposure} answered contacts had under {short_call_s} s of talk: {figure}; "
        "peers {peer}",
    ),
    Detector(
        "hang_ups", "主动挂断", "Hang-ups on customers",
        contact_detectors.hang_ups, "above",
        "应答 {exposure} 次，其中 {cases} 次由坐席挂断且客户 {hang_up_return_s} 秒内再次来电，"
        "占 {figure}；同侪 {peer}",
        "{cases} of {exposure} contacts were ended by the agent with the customer back within "
        "{hang_up_return_s} s: {figure}; peers {peer}",
    ),
    Detector(
        "wrap_parking", "话后滞留", "Wrap-up parking",
        contact_detectors.wrap_parking, "above",
        "应答 {exposure} 次，其中 {cases} 次话后时长超过同类业务的 {long_wrap_quantile} 分位，"
        "占 {figure}；同侪 {peer}",
        "{cases} of {exposure} wrap-ups were longer than the {long_wrap_quantile} quantile of "
        "their queue and type: {figure}; peers {peer}",
    ),
    Detector(
        "wrap_without_contact", "空挂话后", "Wrap-up without a contact",
        contact_detectors.wrap_without_contact, "above",
        "{exposure} 个工作日中 {cases} 天的话后状态超出来电话后逾 {wrap_without_contact_s} 秒，"
        "占 {figure}；同侪 {peer}",
        "on {cases} of {exposure} days over {wrap_without_contact_s} s of wrap-up belonged to no "
        "contact: {figure}; peers {peer}",
    ),
    Detector(
        "self_transfer", "转给自己", "Transfers to oneself",
        contact_detectors.self_transfer, "above",
        "应答 {exposure} 次，其中 {cases} 次转出后又由本人接起，占 {figure}；同侪 {peer}",
        "{cases} of {exposure} contacts were passed on and answered by the same agent: {figure}; "
        "peers {peer}",
    ),
    Detector(
        "repeat_to_self", "客户回找本人", "Repeats to the same agent",
        contact_detectors.repeat_to_self, "above",
        "{exposure} 次 {repeat_within_s} 秒内的再次来电中 {cases} 次由本人接起，占 {figure}；"
        "按机会与同侪应为 {peer}",
        "{cases} of {exposure} returns within {repeat_within_s} s were answered by the same agent: "
        "{figure}; by chance and peers {peer}",
    ),
    Detector(
        "survey_offering", "少邀评价", "Surveys withheld",
        survey_detectors.survey_offering, "below",
        "{exposure} 次来电中邀评 {cases} 次，占 {figure}；同侪 {peer}",
        "{cases} of {exposure} contacts were invited to rate: {figure}; peers {peer}",
    ),
    Detector(
        "survey_selection", "择客邀评", "Surveys withheld after trouble",
        survey_detectors.survey_selection, "below",
        "{exposure} 次不顺的来电（短通话、转接或客户再来）中邀评 {cases} 次，占 {figure}；"
        "按本人其他来电与同侪应为 {peer}",
        "{cases} of {exposure} contacts that went badly were invited to rate: {figure}; by the "
        "agent's other contacts and peers {peer}",
    ),
    Detector(
        "survey_answering", "评价回收异常", "Surveys answered too often",
        survey_detectors.survey_answering, "above",
        "{exposure} 份邀评中 {cases} 份有回复，占 {figure}；同侪 {peer}",
        "{cases} of {exposure} invitations were answered: {figure}; peers {peer}",
    ),
    Detector(
        "survey_scores", "评分与结果不符", "Top scores against the outcome",
        survey_detectors.survey_scores, "above",
        "{exposure} 份不顺来电的评价中 {cases} 份为满分，占 {figure}；同侪 {peer}",
        "{cases} of {exposure} ratings of contacts that went badly were the top score: {figure}; "
        "peers {peer}",
    ),
    Detector(
        "threshold_bunching", "卡线聚集", "Bunching at a threshold",
        contact_detectors.threshold_bunching, "above",
        "门槛附近 {exposure} 次来电中 {cases} 次落在有利一侧，占 {figure}；同侪 {peer}",
        "{cases} of {exposure} contacts near a threshold lie on the side that pays: {figure}; "
        "peers {peer}",
    ),
)  # fmt: skip
