// Quizzes from other systems and for them.
#include <set>

#include "lms/courses/qti/qti.h"
#include "lms/courses/service/quiz_calls.h"
#include "lms/courses/service/quiz_store.h"
#include "lms/courses/service/rows.h"

namespace assay::courses::calls {
namespace {

void Tell(const qti::Remark& remark, v1::QuizImport& import) {
  v1::ImportRemark& told = *import.add_remarks();
  told.set_file(remark.file);
  told.set_item(remark.item);
  told.set_message(remark.message);
  told.set_left_out(remark.left_out);
}

std::string Unique(std::set<std::string>& taken, const std::string& name, const char* between) {
  std::string unique = name;
  for (int i = 2; !taken.insert(unique).second; ++i) unique = name + between + std::to_string(i);
  return unique;
}

// What a quiz may not hold is named as the rest, by its own file's item.
bool MayBe(const v1::Question& question, v1::QuizImport& import) {
  const Status status = CheckAlone(question);
  if (!status.ok()) Tell({"", question.id(), status.message(), true}, import);
  return status.ok();
}

// Adds what came to the quiz; one without questions takes order and time as well.
void Merge(const qti::Package& package, v1::Quiz& quiz, v1::QuizImport& import) {
  if (quiz.questions().empty()) {
    quiz.set_shuffle_questions(package.quiz.shuffle_questions());
    if (quiz.minutes() == 0) quiz.set_minutes(package.quiz.minutes());
  }
  std::set<std::string> ids;
  std::set<std::string> names;
  for (const v1::Question& one : quiz.questions()) ids.insert(one.id());
  for (const v1::Pool& one : quiz.pools()) names.insert(one.name());
  std::map<std::string, std::string> pools;
  std::map<std::string, int> sizes;
  for (const v1::Pool& pool : package.quiz.pools())
    pools[pool.name()] = Unique(names, pool.name(), " ");
  for (const v1::Question& one : package.quiz.questions()) {
    if (!MayBe(one, import)) continue;
    v1::Question& added = *quiz.add_questions();
    added = one;
    added.set_id(Unique(ids, one.id(), "-"));
    if (!one.pool().empty()) added.set_pool(pools[one.pool()]);
    ++sizes[one.pool()];
    *import.add_questions() = added;
  }
  for (const v1::Pool& pool : package.quiz.pools()) {
    if (sizes[pool.name()] == 0) continue;
    v1::Pool& added = *quiz.add_pools();
    added.set_name(pools[pool.name()]);
    added.set_draw(std::min(pool.draw(), sizes[pool.name()]));
  }
}

}  // namespace

Result<v1::Document> ExportQuiz(Core& core, const v1::ExportQuizRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kReadAllGrades).status());
  const bool three = request.format() == "qti-3.0.zip";
  if (!three && request.format() != "qti-2.1.zip")
    return NotFound("there are \"qti-2.1.zip\" and \"qti-3.0.zip\"");
  ASSAY_ASSIGN_OR_RETURN(
      const v1::Assignment assignment,
      ReadQuizAssignment(*connection, viewer.tenant(), request.course(), request.id()));
  ASSAY_ASSIGN_OR_RETURN(const v1::Quiz quiz,
                         ReadQuiz(*connection, viewer.tenant(), request.course(), request.id()));
  v1::Document document;
  document.set_media_type("application/zip");
  document.set_name("quiz-" + std::to_string(request.id()) + "-" + request.format());
  ASSAY_ASSIGN_OR_RETURN(*document.mutable_data(),
                         qti::Pack(qti::Write(quiz, assignment.title(),
                                              three ? qti::Version::k30 : qti::Version::k21)));
  return document;
}

Result<v1::QuizImport> ImportQuiz(Core& core, const v1::ImportQuizRequest& request) {
  v1::QuizImport import;
  v1::PutQuizRequest put;
  {
    ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
    const v1::Viewer& viewer = request.viewer();
    ASSAY_RETURN_IF_ERROR(
        Enter(*connection, viewer, request.course(), Action::kWriteCourse).status());
    ASSAY_RETURN_IF_ERROR(
        ReadQuizAssignment(*connection, viewer.tenant(), request.course(), request.id()).status());
    ASSAY_ASSIGN_OR_RETURN(*put.mutable_value(),
                           ReadQuiz(*connection, viewer.tenant(), request.course(), request.id()));
  }
  ASSAY_ASSIGN_OR_RETURN(const qti::Files files, qti::Unpack(request.data()));
  ASSAY_ASSIGN_OR_RETURN(const qti::Package package, qti::Read(files));
  import.set_title(package.title);
  for (const qti::Remark& remark : package.remarks) Tell(remark, import);
  Merge(package, *put.mutable_value(), import);
  *put.mutable_viewer() = request.viewer();
  put.set_course(request.course());
  put.set_id(request.id());
  put.set_reason("QTI");
  import.set_applied(request.apply() && !import.questions().empty());
  // Also a preview is looked through as if it were written.
  auto change = import.applied() ? PutQuiz(core, put) : PreviewQuiz(core, put);
  ASSAY_ASSIGN_OR_RETURN(const v1::QuizChange done, std::move(change));
  *import.mutable_quiz() = done.quiz();
  return import;
}

}  // namespace assay::courses::calls
