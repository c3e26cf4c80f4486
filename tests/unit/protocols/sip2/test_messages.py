"""The messages against a second, independently written table: code, widths, required and optional tags."""

import pytest

from protocols.sip2.declaration import TaggedElement, declaration_of
from protocols.sip2.messages import ANSWERS, MESSAGES, Message, RequestAcsResend, RequestScResend

# From SIP2 rev. 2.12, "Message formats": code, widths; required tags; optional ones, "+" where they repeat;
# extensions.
TABLE = """
01 1,18;              AO AL AA AC;
09 1,18,18;           AP AO AB AC;    CH BI
10 1,1,1,1,18;        AO AB AQ;       AJ CL AA CK CH AF+ AG+; CR CS CT CV CY DA BF
11 1,1,18,18;         AO AA AB AC;    CH AD BO BI
12 1,1,1,1,18;        AO AA AB AJ AH; BT CI BH BV CK CH BK AF+ AG+
15 1,18;              AO AA;          BW BS BY AD AB AJ AC BO
16 1,1,18;            AO AA;          BW BR BS AB AJ AF+ AG+
17 18;                AO AB;          AC
18 2,2,2,18;          AB AJ;          CF AH CJ CM BG BH BV CK AQ AP CH AF+ AG+; AO CR CS CT KC KQ KP
19 18;                AO AB CH;       AC; AQ AP KC KQ KP
20 1,18;              AB;             AJ CH AF+ AG+; AO
23 3,18;              AO AA AC AD;
24 14,3,18;           AO AA AE;       BL CQ BH BV AF+ AG+
25 18;                AO AA;          AC AD
26 14,3,18;           AO AA AE;       BL CQ AF+ AG+
29 1,1,18,18;         AO AA;          AD AB AJ AC CH BO
30 1,1,1,1,18;        AO AA AB AJ AH; BT CI BH BV CK CH BK AF+ AG+
35 18;                AO AA;          AC AD
36 1,18;              AO AA;          AF+ AG+
37 18,2,2,3;          BV AO AA;       AC AD CG BK
38 1,18;              AO AA;          BK AF+ AG+; CG FA FB FC FD FE FF FG
63 3,18,10;           AO AA;          AC AD BP BQ
64 14,3,18,4,4,4,4,4,4; AO AA AE;     BZ CA CB BL CQ BH BV CC AS+ AT+ AU+ AV+ BU+ CD+ BD BE BF AF+ AG+; \
                      PA PB PC PI AQ FU FV CG FA FB FC FD FE FF FG
65 18;                AO AA;          AD AC BO
66 1,4,4,18;          AO;             BM+ BN+ AF+ AG+
81 18;                AO AA XK;       AD KD AE AM XT BV XH XM XN XO MP BD XF
82 18;                AO AA XK OK;    AF+ AG+
93 1,1;               CN CO;          CP; OR
94 1;                 ;               AF+ AG+
96 ;                  ;
97 ;                  ;
98 1,1,1,1,1,1,3,3,18,4; AO BX;       AM AN AF+ AG+
99 1,3,4;             ;
"""

PAIRS = "23-24 11-12 09-10 01-24 99-98 93-94 63-64 35-36 37-38 17-18 19-20 25-26 15-16 29-30 65-66 81-82"

ROWS = {line[:2]: line[2:].split(";") for line in TABLE.strip().splitlines()}


def test_all_messages_are_there() -> None:
    assert set(MESSAGES) == set(ROWS)
    assert all(code == message.CODE for code, message in MESSAGES.items())


@pytest.mark.parametrize("code", ROWS)
def test_a_message_declares_what_the_document_says(code: str) -> None:
    widths, required, *others = ROWS[code]
    declaration = declaration_of(MESSAGES[code])
    assert ",".join(str(element.width) for element in declaration.fixed) == widths.strip()
    wanted: set[str] = set()
    other: set[str] = set()
    for element in declaration.tagged:
        if isinstance(element, TaggedElement):
            (wanted if element.required else other).add(element.letters + "+" * element.repeats)
        else:
            other |= {member.letters for member in element.members}
    assert wanted == set(required.split())
    assert other == set(" ".join(others).split())


def test_requests_and_their_answers() -> None:
    assert {f"{request.CODE}-{answer.CODE}" for request, answer in ANSWERS.items()} == set(PAIRS.split())


@pytest.mark.parametrize("resend", [RequestAcsResend, RequestScResend])
def test_a_request_for_a_message_again_is_no_request_for_a_service(resend: type[Message]) -> None:
    assert resend not in ANSWERS
    assert resend not in ANSWERS.values()
