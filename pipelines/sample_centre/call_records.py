"""The switch's call records, with the rows that come late or come again corrected."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pipelines.sample_centre.breakage import Row
from pipelines.sample_centre.floor import PRIORITIES
from pipelines.sample_centre.floor_day import Segment
from pipelines.sample_centre.hr import QUEUE_WORDS
from pipelines.sample_centre.people import QUEUES
from pipelines.sample_centre.streams import stream

HEADER = [
    "话单号", "段序", "渠道", "方向", "技能组", "业务类型", "优先级", "主叫", "进线时间",
    "入队时间", "应答时间", "结束时间", "排队时长", "通话时长", "保持时长", "话后时长",
    "结果", "工号", "是否转接", "挂机方", "更新时间",
]  # fmt: skip
OUTCOME_WORDS = {
    "answered": "接起",
    "abandoned": "放弃",
    "flow_out": "转出",
    "callback_accepted": "预约回呼",
    "self_service": "自助",
}
TYPE_WORDS = {
    "enquiry": "咨询",
    "billing": "账单",
    "technical": "报障",
    "complaint": "投诉",
    "sales": "营销",
}
HANG_UP_WORDS = {"customer": "客户", "agent": "坐席", "system": "系统"}
LATE_SHARE, CORRECTED_SHARE = 0.0005, 0.001
CORRECTED_AFTER_S = 14_400
TYPE = HEADER.index("业务类型")
CLOCK = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86_400)]


@dataclass
class Deliveries:
    """A day's call records by the file that holds them."""

    today: list[Row]
    tomorrow: list[Row] = field(default_factory=list)
    late: int = 0
    corrected: int = 0


def contact_id(day_code: str, segment: Segment) -> str:
    """Number that all segments of a call share."""
    return f"{day_code}{segment.contact_no:06d}"


def call_record(day: date, segment: Segment) -> Row:
    """One segment as the switch exports it, in local time."""
    prefix, code = f"{day.isoformat()} ", f"{day:%Y%m%d}"
    answered = segment.answered_s is not None
    queued = segment.queued_s is not None
    return [
        contact_id(code, segment),
        segment.segment_no,
        "语音",
        "呼入",
        QUEUE_WORDS[QUEUES[segment.queue]],
        TYPE_WORDS.get(segment.contact_type or "", ""),
        PRIORITIES[segment.queue],
        f"000{segment.customer:08d}",
        prefix + CLOCK[segment.arrived_s],
        prefix + CLOCK[segment.queued_s or 0] if queued else "",
        prefix + CLOCK[segment.answered_s or 0] if answered else "",
        prefix + CLOCK[segment.ended_s],
        segment.wait_s if queued else "",
        segment.talk_s if answered else "",
        segment.hold_s if answered else "",
        segment.wrap_s if answered else "",
        OUTCOME_WORDS[segment.outcome],
        f"A{1000 + segment.agent}" if segment.agent is not None else "",
        "是" if segment.transferred else "否",
        HANG_UP_WORDS.get(segment.disconnected_by or "", ""),
        prefix + CLOCK[segment.updated_s],
    ]


def deliver(day: date, segments: list[Segment], seed: int, is_last: bool) -> Deliveries:
    """Split the day's records into those of its own file and those of the next day's.

    A late record comes only tomorrow. A corrected one comes today without its business type
    and tomorrow complete, with a newer time of update. The last day of the span has neither.
    """
    luck = stream(seed, "deliveries", day.toordinal()).random(len(segments)).tolist()
    found = Deliveries([])
    for segment, chance in zip(segments, luck, strict=True):
        record = call_record(day, segment)
        if is_last or chance >= LATE_SHARE + CORRECTED_SHARE:
            found.today.append(record)
        elif chance < LATE_SHARE:
            found.tomorrow.append(record)
            found.late += 1
        elif segment.outcome == "answered":
            found.today.append([*record[:TYPE], "", *record[TYPE + 1 :]])
            found.tomorrow.append([*record[:-1], _corrected_at(day, segment)])
            found.corrected += 1
        else:
            found.today.append(record)
    return found


def _corrected_at(day: date, segment: Segment) -> str:
    return f"{day.isoformat()} {CLOCK[min(86_399, segment.updated_s + CORRECTED_AFTER_S)]}"
