from gateway.ill import repeats
from gateway.model.ill.services import Cancel, CancelReply, Message, StatusQuery
from gateway.model.ill.transactions import REMEMBERED, Course, Direction, Exchanged
from gateway.model.ill.words import Service
from tests.ill_pair import CONDITION, ID, REQUEST, SAID, message, replace

IN, OUT = Direction.IN, Direction.OUT
LATER = "20261124100000"


def heard(*messages: object) -> Course:
    course = Course(id=ID)
    for each in messages:
        course = repeats.remember(course, repeats.exchanged(IN, each))  # type: ignore[arg-type]
    return course


def test_the_same_bytes_again_are_a_repeat() -> None:
    cancel = message(Cancel())
    assert repeats.seen(heard(cancel), cancel) == repeats.exchanged(IN, cancel)
    assert repeats.seen(heard(), cancel) is None


def test_what_says_that_it_repeats_is_a_repeat_whatever_it_says() -> None:
    first = message(Message(note="请尽快"))
    again = message(Message(note="请尽快寄来"), LATER, original=SAID)
    assert repeats.seen(heard(first), again) == repeats.exchanged(IN, first)


def test_the_original_of_a_repeat_may_have_been_lost() -> None:
    again = message(Message(note="请尽快"), LATER, original=SAID)
    assert repeats.seen(heard(), again) is None
    assert repeats.exchanged(IN, again).said == SAID


def test_two_messages_of_one_second_are_two() -> None:
    course = heard(message(Message(note="一")))
    assert repeats.seen(course, message(Message(note="二"))) is None


def test_where_only_the_day_is_said_the_content_decides() -> None:
    course = heard(message(Message(note="一"), "20261123"))
    assert repeats.seen(course, message(Message(note="二"), LATER, original="20261123")) is None
    assert repeats.seen(course, message(Message(note="一"), LATER, original="20261123"))


def test_a_request_asked_again_in_the_same_words_is_a_repeat() -> None:
    course = heard(message(REQUEST))
    assert repeats.seen(course, message(REQUEST, LATER))
    assert repeats.seen(course, message(replace(REQUEST, note="第二次"), LATER)) is None


def test_another_service_of_the_same_second_is_no_repeat() -> None:
    assert repeats.seen(heard(message(Cancel())), message(StatusQuery())) is None


def test_what_was_said_last_since_is_the_answer() -> None:
    cancel = repeats.exchanged(IN, message(Cancel()))
    reply = repeats.exchanged(OUT, message(CancelReply(answer=False)))
    words = repeats.exchanged(OUT, message(Message(note="x"), LATER))
    before = repeats.exchanged(OUT, message(CONDITION))
    course = Course(id=ID, exchanged=(before, cancel, reply, words))
    assert repeats.answer_to(course, cancel) == reply
    assert repeats.answer_to(Course(id=ID, exchanged=(before, cancel)), cancel) is None
    assert reply.answer == "no"
    assert before.answer == "conditional"
    assert cancel.answer == ""


def test_when_we_said_something_last() -> None:
    ours = repeats.exchanged(OUT, message(Cancel()))
    theirs = repeats.exchanged(IN, message(CancelReply(answer=True), LATER))
    assert repeats.last_said(Course(id=ID, exchanged=(ours, theirs))) == SAID
    assert repeats.last_said(Course(id=ID)) == ""


def test_a_long_transaction_forgets_but_never_its_request() -> None:
    course = heard(message(REQUEST))
    for number in range(REMEMBERED + 5):
        one = Exchanged(direction=IN, service=Service.MESSAGE, said=str(number), digest="")
        course = repeats.remember(course, one)
    assert len(course.exchanged) == REMEMBERED
    assert course.exchanged[0].service is Service.ILL_REQUEST
    assert course.exchanged[-1].said == str(REMEMBERED + 4)


def test_questions_are_forgotten_before_what_counts() -> None:
    course = heard(message(REQUEST), message(Cancel(), LATER))
    for number in range(REMEMBERED + 5):
        one = Exchanged(direction=IN, service=Service.STATUS_QUERY, said=str(number), digest="")
        course = repeats.remember(course, one)
    assert [one.service for one in course.exchanged[:2]] == [Service.ILL_REQUEST, Service.CANCEL]
    for number in range(REMEMBERED + 5):
        one = Exchanged(direction=IN, service=Service.RENEW, said=str(number), digest="")
        course = repeats.remember(course, one)
    assert {one.service for one in course.exchanged[1:]} == {Service.RENEW}
    assert len(course.exchanged) == REMEMBERED
