// Quizzes on a real database: answering, time, what students may know, grades, the key corrected.
#include "lms/courses/service/quiz_calls.h"
#include "lms/courses/service/quiz_store.h"
#include "lms/courses/service/test_course.h"

namespace assay::courses {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class QuizTest : public CourseTest {
 protected:
  static v1::Quiz Asked() {
    v1::Quiz quiz;
    v1::Question* const choice = quiz.add_questions();
    choice->set_kind("single");
    choice->set_text("How fast is merge sort?");
    choice->set_points(2);
    for (const auto& [text, correct] : {std::pair{"n log n", true}, {"n", false}, {"n²", false}}) {
      v1::Choice* const one = choice->add_choices();
      one->set_text(text);
      one->set_correct(correct);
      one->set_feedback(std::string("feedback of ") + text);
    }
    v1::Question* const number = quiz.add_questions();
    number->set_kind("number");
    number->set_text("Half of seven?");
    number->set_points(3);
    number->set_number(3.5);
    number->set_tolerance(0.01);
    number->set_feedback("seven halves");
    v1::Question* const text = quiz.add_questions();
    text->set_kind("text");
    text->set_text("Who wrote Quicksort?");
    text->set_points(1);
    text->add_accepted()->set_text("Secret Hoare");
    text->mutable_accepted(0)->set_match("ignore_case");
    return quiz;
  }

  int64_t MakeQuiz(const v1::Quiz& quiz, const v1::Assignment& assignment) {
    v1::Assignment value = assignment;
    value.clear_problem();
    value.set_kind("quiz");
    const int64_t id = Add(value);
    Put(id, quiz);
    return id;
  }
  int64_t MakeQuiz(const v1::Quiz& quiz) { return MakeQuiz(quiz, Draft("")); }
  v1::QuizChange Put(int64_t id, const v1::Quiz& quiz, bool preview = false) {
    auto request = Ask<v1::PutQuizRequest>("ines");
    request.set_id(id);
    *request.mutable_value() = quiz;
    request.set_reason("the key was wrong");
    auto change =
        Must(preview ? calls::PreviewQuiz(*core_, request) : calls::PutQuiz(*core_, request));
    Reckon();
    return change;
  }
  Result<v1::QuizAttempt> Start(const std::string& name, int64_t id) {
    auto request = Ask<v1::StartAttemptRequest>(name);
    request.set_id(id);
    return calls::StartAttempt(*core_, request);
  }
  v1::AttemptRequest Which(const std::string& name, int64_t id, int64_t number,
                           const std::string& person = "") {
    auto request = Ask<v1::AttemptRequest>(name);
    request.set_id(id);
    request.set_number(number);
    request.set_person(person);
    return request;
  }
  // By the texts of choices and by what is written, in the order of the key's questions.
  v1::SaveAttemptRequest Answers(const std::string& name, int64_t id,
                                 const v1::QuizAttempt& attempt,
                                 const std::vector<std::string>& answers) {
    auto request = Ask<v1::SaveAttemptRequest>(name);
    request.set_id(id);
    request.set_number(attempt.number());
    request.set_version(attempt.version());
    for (size_t i = 0; i < answers.size(); ++i) {
      const std::string question = "q" + std::to_string(i + 1);
      v1::Answer answer;
      answer.set_question(question);
      for (const v1::AskedQuestion& asked : attempt.questions()) {
        if (asked.id() != question) continue;
        for (const v1::Choice& choice : asked.choices())
          if (choice.text() == answers[i]) answer.add_choices(choice.id());
        if (asked.choices().empty()) answer.set_text(answers[i]);
      }
      *request.add_answers() = answer;
    }
    return request;
  }
  v1::QuizAttempt Take(const std::string& name, int64_t id,
                       const std::vector<std::string>& answers) {
    const auto attempt = Must(Start(name, id));
    auto done = Must(calls::SubmitAttempt(*core_, Answers(name, id, attempt, answers)));
    Reckon();
    return done;
  }
  static std::string Said(const google::protobuf::Message& message) { return ToJson(message); }
};

TEST_F(QuizTest, AnsweredGradedAndInTheGradebook) {
  const int64_t id = MakeQuiz(Asked());
  Take("sam", id, {"n log n", "3,5", "secret hoare"});
  Take("sue", id, {"n", "3.4", "SECRET HOARE "});
  EXPECT_EQ(GradeOf("sam", id).points(), 10);
  EXPECT_EQ(GradeOf("sam", id).state(), "graded");
  EXPECT_NEAR(GradeOf("sue", id).points(), 10.0 / 6, 0.001);
  EXPECT_EQ(GradeOf("kim", id).state(), "open");
  const auto results = Must(calls::ListResults(*core_, Item("ines", id)));
  ASSERT_EQ(results.attempts_size(), 2);
  EXPECT_EQ(results.attempts(0).score(), 6);
  EXPECT_EQ(calls::ListResults(*core_, Item("sam", id)).status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(calls::GetQuiz(*core_, Item("sam", id)).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(QuizTest, TheKeyIsNotToldBeforeItMay) {
  v1::Quiz quiz = Asked();
  quiz.set_show_key(true);
  quiz.set_shuffle_choices(true);
  v1::Assignment assignment = Draft("", 1);
  assignment.set_attempts(2);
  const int64_t id = MakeQuiz(quiz, assignment);
  const auto open = Must(Start("sam", id));
  const auto secret = [&](const google::protobuf::Message& message) {
    const std::string said = Said(message);
    EXPECT_THAT(said, Not(HasSubstr("Secret Hoare")));
    EXPECT_THAT(said, Not(HasSubstr("feedback of")));
    EXPECT_THAT(said, Not(HasSubstr("seven halves")));
    EXPECT_THAT(said, Not(HasSubstr("\"correct\":true")));
    EXPECT_THAT(said, Not(HasSubstr("3.5")));
  };
  secret(open);
  const auto done =
      Must(calls::SubmitAttempt(*core_, Answers("sam", id, open, {"n", "7", "somebody"})));
  Reckon();
  secret(done);
  EXPECT_FALSE(done.has_score());
  EXPECT_FALSE(done.results());
  secret(Must(calls::ListAttempts(*core_, Item("sam", id))));
  secret(Must(calls::GetAssignment(*core_, Item("sam", id))));
  // Kim has more time: until then nobody is told.
  auto more = Ask<v1::GrantExtensionsRequest>("ines");
  more.add_people("kim");
  more.add_assignments(id);
  more.set_extra_days(2);
  Must(calls::GrantExtensions(*core_, more));
  Reckon();
  offset_ += 2 * kDay;
  secret(Must(calls::GetAttempt(*core_, Which("sam", id, 1))));
  offset_ += 2 * kDay;
  const auto told = Must(calls::GetAttempt(*core_, Which("sam", id, 1)));
  EXPECT_TRUE(told.results());
  EXPECT_EQ(told.score(), 0);
  EXPECT_THAT(Said(told), HasSubstr("Secret Hoare"));
  EXPECT_THAT(Said(told), HasSubstr("feedback of n\""));
  EXPECT_THAT(Said(told), Not(HasSubstr("feedback of n log n"))) << "of what was chosen alone";
}

TEST_F(QuizTest, HeldGradesHoldResultsToo) {
  v1::Quiz quiz = Asked();
  quiz.set_feedback("immediately");
  v1::Assignment assignment = Draft("");
  assignment.set_hold_grades(true);
  const int64_t id = MakeQuiz(quiz, assignment);
  EXPECT_FALSE(Take("sam", id, {"n log n"}).has_score());
  auto publish = Ask<v1::PublishGradesRequest>("ines");
  publish.set_id(id);
  publish.set_published(true);
  Must(calls::PublishGrades(*core_, publish));
  EXPECT_EQ(Must(calls::GetAttempt(*core_, Which("sam", id, 1))).score(), 2);
}

TEST_F(QuizTest, TwoWindowsDoNotWriteOverEachOther) {
  const int64_t id = MakeQuiz(Asked());
  const auto first = Must(Start("sam", id));
  const auto second = Must(Start("sam", id));
  EXPECT_EQ(first.number(), second.number());
  const auto saved = Must(calls::SaveAttempt(*core_, Answers("sam", id, first, {"n"})));
  EXPECT_EQ(saved.version(), 1);
  EXPECT_EQ(calls::SaveAttempt(*core_, Answers("sam", id, second, {"n²"})).status().code(),
            StatusCode::kAborted);
  const auto now = Must(calls::GetAttempt(*core_, Which("sam", id, 1)));
  ASSERT_EQ(now.answers_size(), 1);
  EXPECT_EQ(now.version(), 1);
  EXPECT_EQ(calls::GetAttempt(*core_, Which("sue", id, 1)).status().code(), StatusCode::kNotFound);
}

TEST_F(QuizTest, TheTimeEndsForThosePresentAndThoseAway) {
  v1::Quiz quiz = Asked();
  quiz.set_minutes(30);
  quiz.set_feedback("immediately");
  const int64_t id = MakeQuiz(quiz);
  auto slower = Ask<v1::PutAccommodationRequest>("ines");
  slower.set_person("sue");
  slower.mutable_value()->set_time_multiplier(2);
  Must(calls::PutAccommodation(*core_, slower));
  const auto sam = Must(Start("sam", id));
  const auto sue = Must(Start("sue", id));
  EXPECT_EQ(sam.ends_at().seconds() - sam.begun_at().seconds(), 30 * 60);
  EXPECT_EQ(sue.ends_at().seconds() - sue.begun_at().seconds(), 60 * 60);
  Must(calls::SaveAttempt(*core_, Answers("sam", id, sam, {"n log n"})));
  offset_ += 31 * kMinute;
  auto late = Answers("sam", id, sam, {"n log n", "3.5"});
  late.set_version(1);
  EXPECT_THAT(calls::SaveAttempt(*core_, late).status().message(), HasSubstr("handed in"));
  EXPECT_EQ(Must(calls::GetAttempt(*core_, Which("sam", id, 1))).score(), 2)
      << "what was there counts";
  Must(calls::SaveAttempt(*core_, Answers("sue", id, sue, {"n log n", "3.5"})));
  offset_ += 31 * kMinute;
  EXPECT_EQ(Must(FinishOverdue(*core_)), 1);
  Reckon();
  const auto done = Must(calls::GetAttempt(*core_, Which("sue", id, 1)));
  EXPECT_EQ(done.score(), 5);
  EXPECT_EQ(done.submitted_at().seconds() - done.begun_at().seconds(), 60 * 60);
  EXPECT_EQ(Must(FinishOverdue(*core_)), 0);
}

TEST_F(QuizTest, AttemptsAndTheirMean) {
  v1::Assignment assignment = Draft("");
  assignment.set_attempts(2);
  assignment.set_rule("mean");
  const int64_t id = MakeQuiz(Asked(), assignment);
  Take("sam", id, {"n log n", "3.5", "secret hoare"});
  Take("sam", id, {"n", "3.5", ""});
  EXPECT_EQ(GradeOf("sam", id).points(), 7.5);
  EXPECT_THAT(Start("sam", id).status().message(), HasSubstr("all attempts were used"));
  EXPECT_EQ(Must(calls::ListAttempts(*core_, Item("sam", id))).attempts_left(), 0);
}

TEST_F(QuizTest, LatenessCostsAndExtensionsHelp) {
  const int64_t id = MakeQuiz(Asked(), Draft("", -0.5));
  Take("sam", id, {"n log n", "3.5", "secret hoare"});
  EXPECT_EQ(GradeOf("sam", id).points(), 9) << "a day begun";
  v1::Assignment strict = Draft("", -0.5);
  strict.mutable_late()->set_accepted(false);
  const int64_t closed = MakeQuiz(Asked(), strict);
  EXPECT_EQ(Start("sam", closed).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(QuizTest, EssaysAreReadByPeople) {
  v1::Quiz quiz = Asked();
  quiz.set_feedback("immediately");
  v1::Question* const essay = quiz.add_questions();
  essay->set_kind("essay");
  essay->set_text("Why?");
  essay->set_points(4);
  const int64_t id = MakeQuiz(quiz);
  EXPECT_EQ(Take("sam", id, {"n log n", "3.5", "secret hoare", "Because it halves."}).state(),
            "to_grade");
  EXPECT_EQ(GradeOf("sam", id).state(), "needs_grading");
  auto marks = Ask<v1::PutMarksRequest>("gil");
  marks.set_id(id);
  marks.set_person("sam");
  marks.set_number(1);
  marks.add_marks()->set_question("q4");
  marks.mutable_marks(0)->set_points(9);
  EXPECT_THAT(calls::PutMarks(*core_, marks).status().message(), HasSubstr("marks[0].points"));
  marks.mutable_marks(0)->set_points(3);
  marks.mutable_marks(0)->set_comment("Nearly.");
  EXPECT_EQ(Must(calls::PutMarks(*core_, marks)).score(), 9);
  EXPECT_EQ(GradeOf("sam", id).state(), "graded");
  EXPECT_EQ(GradeOf("sam", id).points(), 9);
  EXPECT_THAT(Said(Must(calls::GetAttempt(*core_, Which("sam", id, 1)))), HasSubstr("Nearly."));
  marks.mutable_viewer()->CopyFrom(As("sam"));
  EXPECT_EQ(calls::PutMarks(*core_, marks).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(QuizTest, CodeIsGradedByTheJudge) {
  v1::Quiz quiz = Asked();
  v1::Question* const code = quiz.add_questions();
  code->set_kind("code");
  code->set_text("Sum two numbers.");
  code->set_points(6);
  code->set_problem("sum");
  const int64_t id = MakeQuiz(quiz);
  auto check = Ask<v1::CheckSubmissionRequest>("sam");
  check.set_problem("sum");
  EXPECT_EQ(calls::CheckSubmission(*core_, check).status().code(), StatusCode::kFailedPrecondition);
  HandIn("s0", "sam", "sum", 1);  // before: it does not count
  Follow();
  offset_ += kMinute;
  const auto attempt = Must(Start("sam", id));
  EXPECT_TRUE(calls::CheckSubmission(*core_, check).ok());
  HandIn("s1", "sam", "sum", 0.5);
  HandIn("s2", "sam", "sum", -1);  // the judge is at it
  Follow();
  offset_ += kMinute;
  const auto done = Must(calls::SubmitAttempt(
      *core_, Answers("sam", id, attempt, {"n log n", "3.5", "secret hoare"})));
  Reckon();
  EXPECT_EQ(done.state(), "pending");
  EXPECT_EQ(GradeOf("sam", id).state(), "pending");
  offset_ -= kMinute;
  HandIn("s2", "sam", "sum", 0.25);
  offset_ += kMinute;
  Follow();
  EXPECT_EQ(GradeOf("sam", id).state(), "graded");
  EXPECT_EQ(GradeOf("sam", id).points(), 7.5) << "6 and half of 6, of 12";
  EXPECT_EQ(calls::CheckSubmission(*core_, check).status().code(), StatusCode::kFailedPrecondition);
  check.set_reading(true);
  EXPECT_TRUE(calls::CheckSubmission(*core_, check).ok());
  const auto seen = Must(calls::ListAssignments(*core_, Ask<v1::CourseRequest>("sam")));
  EXPECT_EQ(seen.assignments(0).problems_size(), 1);
  const auto unseen = Must(calls::ListAssignments(*core_, Ask<v1::CourseRequest>("sue")));
  EXPECT_EQ(unseen.assignments(0).problems_size(), 0);
}

TEST_F(QuizTest, ACorrectedKeyIsPreviewedAndThenCounts) {
  const int64_t id = MakeQuiz(Asked());
  Take("sam", id, {"n log n", "3.5", "secret hoare"});
  Take("sue", id, {"n", "3.5", "secret hoare"});
  v1::Quiz quiz = Must(calls::GetQuiz(*core_, Item("ines", id)));
  EXPECT_EQ(quiz.version(), 1);
  EXPECT_EQ(quiz.points(), 6);
  quiz.mutable_questions(0)->mutable_choices(0)->set_correct(false);
  quiz.mutable_questions(0)->mutable_choices(1)->set_correct(true);
  const auto preview = Put(id, quiz, true);
  ASSERT_EQ(preview.changes_size(), 2);
  EXPECT_EQ(preview.changes(0).before(), 6);
  EXPECT_EQ(preview.changes(0).after(), 4);
  EXPECT_EQ(GradeOf("sam", id).points(), 10) << "nothing happened yet";
  Put(id, quiz);
  EXPECT_EQ(GradeOf("sue", id).points(), 10);
  auto request = Ask<v1::GradeRequest>("ines");
  request.set_id(id);
  request.set_person("sam");
  const auto history = Must(calls::GetGrade(*core_, request)).history();
  EXPECT_THAT(Said(history[0]), HasSubstr("the key was wrong"));
  const auto changes = Must(calls::ListQuizChanges(*core_, Item("ines", id)));
  ASSERT_EQ(changes.changes_size(), 2);
  EXPECT_EQ(changes.changes(0).regraded(), 2);
  EXPECT_EQ(changes.changes(0).questions(0), "q1");
  EXPECT_EQ(changes.changes(0).by(), "The ines");
  // Who had the old version writes over nothing.
  auto stale = Ask<v1::PutQuizRequest>("ines");
  stale.set_id(id);
  *stale.mutable_value() = quiz;
  EXPECT_EQ(calls::PutQuiz(*core_, stale).status().code(), StatusCode::kAborted);
}

TEST_F(QuizTest, PoolsAndOrderAreEachStudentsOwn) {
  v1::Quiz quiz;
  quiz.set_shuffle_questions(true);
  quiz.set_shuffle_choices(true);
  for (int i = 0; i < 20; ++i) {
    *quiz.add_questions() = Asked().questions(0);
    quiz.mutable_questions(i)->set_pool("all");
  }
  quiz.add_pools()->set_name("all");
  quiz.mutable_pools(0)->set_draw(10);
  const int64_t id = MakeQuiz(quiz);
  const auto order = [](const v1::QuizAttempt& attempt) {
    std::string ids;
    for (const auto& one : attempt.questions()) ids += one.id() + " ";
    return ids;
  };
  const auto sam = Must(Start("sam", id));
  EXPECT_EQ(sam.questions_size(), 10);
  EXPECT_EQ(sam.max_score(), 20);
  EXPECT_EQ(order(sam), order(Must(calls::GetAttempt(*core_, Which("sam", id, 1)))));
  EXPECT_NE(order(sam), order(Must(Start("sue", id))));
}

TEST_F(QuizTest, WhatIsWrongIsNamed) {
  v1::Quiz quiz = Asked();
  const int64_t id = MakeQuiz(quiz);
  quiz.set_version(1);
  const auto why = [&](const v1::Quiz& value) {
    auto request = Ask<v1::PutQuizRequest>("ines");
    request.set_id(id);
    *request.mutable_value() = value;
    return std::string(calls::PutQuiz(*core_, request).status().message());
  };
  v1::Quiz wrong = quiz;
  wrong.mutable_questions(0)->mutable_choices(1)->set_correct(true);
  EXPECT_THAT(why(wrong), HasSubstr("value.questions[0].choices: exactly one"));
  wrong = quiz;
  wrong.mutable_questions(2)->mutable_accepted(0)->set_match("regex");
  wrong.mutable_questions(2)->mutable_accepted(0)->set_text("(");
  EXPECT_THAT(why(wrong), HasSubstr("value.questions[2].accepted[0].text: not a regular"));
  wrong = quiz;
  wrong.mutable_questions(1)->set_tolerance(std::nan(""));
  EXPECT_THAT(why(wrong), HasSubstr("value.questions[1].tolerance"));
  wrong = quiz;
  wrong.mutable_questions(1)->set_pool("none");
  EXPECT_THAT(why(wrong), HasSubstr("value.questions[1].pool"));
  wrong = quiz;
  wrong.mutable_questions(1)->set_id("a");
  wrong.mutable_questions(2)->set_id("a");
  EXPECT_THAT(why(wrong), HasSubstr("value.questions[2].id"));
  const auto open = Must(Start("sam", id));
  auto save = Answers("sam", id, open, {"n"});
  save.mutable_answers(0)->set_choices(0, "4");
  EXPECT_THAT(calls::SaveAttempt(*core_, save).status().message(),
              HasSubstr("answers[0].choices[0]"));
  save.mutable_answers(0)->set_question("q9");
  EXPECT_THAT(calls::SaveAttempt(*core_, save).status().message(),
              HasSubstr("answers[0].question"));
  EXPECT_EQ(calls::GetQuiz(*core_, Item("ines", Add(Draft("p")))).status().code(),
            StatusCode::kNotFound);
}

TEST_F(QuizTest, GoesOutAndComesInElsewhere) {
  const int64_t id = MakeQuiz(Asked());
  const int64_t other = MakeQuiz(Asked());
  auto out = Ask<v1::ExportQuizRequest>("ines");
  out.set_id(id);
  out.set_format("qti-3.0.zip");
  auto in = Ask<v1::ImportQuizRequest>("ines");
  in.set_id(other);
  in.set_data(Must(calls::ExportQuiz(*core_, out)).data());
  const auto preview = Must(calls::ImportQuiz(*core_, in));
  EXPECT_FALSE(preview.applied());
  EXPECT_EQ(preview.questions_size(), 3);
  EXPECT_EQ(preview.remarks_size(), 0);
  EXPECT_EQ(Must(calls::GetQuiz(*core_, Item("ines", other))).questions_size(), 3);
  in.set_apply(true);
  EXPECT_EQ(Must(calls::ImportQuiz(*core_, in)).quiz().points(), 12);
  const auto quiz = Must(calls::GetQuiz(*core_, Item("ines", other)));
  ASSERT_EQ(quiz.questions_size(), 6);
  EXPECT_EQ(quiz.questions(3).id(), "q1-2");
  EXPECT_EQ(quiz.questions(3).choices(0).text(), "n log n");
  EXPECT_EQ(quiz.questions(5).accepted(0).match(), "ignore_case");
  in.set_data("PK no archive");
  EXPECT_THAT(calls::ImportQuiz(*core_, in).status().message(), HasSubstr("data: "));
  out.mutable_viewer()->CopyFrom(As("sam"));
  EXPECT_EQ(calls::ExportQuiz(*core_, out).status().code(), StatusCode::kPermissionDenied);
}

TEST_F(QuizTest, HowTheQuestionsDid) {
  const int64_t id = MakeQuiz(Asked());
  Take("sam", id, {"n log n", "3.5", "secret hoare"});
  Take("sue", id, {"n", "3.6", "Turing"});
  Take("kim", id, {"n log n", "3.5", "turing"});
  const auto analysis = Must(calls::GetAnalysis(*core_, Item("ines", id)));
  EXPECT_EQ(analysis.attempts(), 3);
  EXPECT_NEAR(analysis.questions(0).difficulty(), 2.0 / 3, 1e-9);
  EXPECT_GT(analysis.questions(0).discrimination(), 0.9);
  EXPECT_EQ(analysis.questions(0).choices(1).count(), 1);
  EXPECT_EQ(analysis.questions(2).texts(0).text(), "turing");
  EXPECT_EQ(analysis.questions(2).texts(0).count(), 2);
  EXPECT_FALSE(analysis.questions(2).texts(0).correct());
}

}  // namespace
}  // namespace assay::courses
