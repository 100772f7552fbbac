#include "judge/service/convert.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>

#include "judge/service/result_text.h"
#include "judge/store/ids.h"

namespace assay::judge {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kMaxFiles = 1000;
constexpr size_t kMaxPath = 255;
constexpr int kMaxIds = 1000;

bool IsIn(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}
constexpr std::string_view kNameLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

Status CheckPath(const std::string& path, size_t index) {
  const auto wrong = [&](const char* why) {
    return InvalidArgument("files[" + std::to_string(index) + "].path: " + std::string(why) +
                           "; paths are relative, with / between names, at most 255 bytes");
  };
  if (path.empty() || path.size() > kMaxPath) return wrong("is empty or too long");
  if (path.find('\0') != std::string::npos || path.find('\\') != std::string::npos) {
    return wrong("has a character that is not allowed");
  }
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = std::string_view(path).substr(begin, end - begin);
    if (name.empty() || name == "." || name == "..") return wrong("leaves its folder");
    begin = end + 1;
  }
  return OkStatus();
}

}  // namespace

v1::State ToProto(JobState state) { return static_cast<v1::State>(state); }
JobState FromProto(v1::State state) { return static_cast<JobState>(state); }
static_assert(static_cast<int>(JobState::kWaiting) == v1::STATE_QUEUED);
static_assert(static_cast<int>(JobState::kLeased) == v1::STATE_RUNNING);
static_assert(static_cast<int>(JobState::kDone) == v1::STATE_DONE);
static_assert(static_cast<int>(JobState::kDead) == v1::STATE_FAILED);
static_assert(static_cast<int>(JobState::kCancelled) == v1::STATE_CANCELLED);
static_assert(static_cast<int>(JobClass::kBackground) == v1::CLASS_BACKGROUND);

v1::Submission ToProto(const SubmissionRecord& record) {
  v1::Submission s;
  s.set_id(record.id);
  s.set_tenant(record.tenant);
  s.set_course(record.course);
  s.set_problem(record.problem);
  s.set_problem_version(record.problem_version);
  s.set_person(record.person);
  s.set_language(record.language);
  s.set_class_(static_cast<v1::Class>(record.job_class));
  s.set_state(ToProto(record.state));
  *s.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(record.created_us);
  s.set_judgement(record.revision);
  s.set_attempts(record.attempts);
  s.set_queue_position(-1);
  if (record.state < JobState::kDone) return s;
  if (record.ended_us > 0) {
    *s.mutable_finished_at() = TimeUtil::MicrosecondsToTimestamp(record.ended_us);
  }
  s.set_failure(record.failure);
  if (record.summary.empty()) return s;
  if (auto result = FromSummary(record.summary); result.ok()) {
    *s.mutable_result() = std::move(*result);
    if (s.language().empty()) s.set_language(s.result().language());
  } else {
    s.set_failure(result.status().message());
  }
  return s;
}

v1::Problem ToProto(const ProblemRecord& record) {
  v1::Problem p;
  p.set_id(record.id);
  p.set_version(record.version);
  p.set_title(record.title);
  p.set_course(record.course);
  p.set_format(record.format);
  p.set_package_sha256(record.package);
  for (size_t begin = 0; begin < record.languages.size();) {
    const size_t end = std::min(record.languages.find(',', begin), record.languages.size());
    p.add_languages(record.languages.substr(begin, end - begin));
    begin = end + 1;
  }
  *p.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(record.created_us);
  return p;
}

v1::Rejudge ToProto(const RejudgeRecord& record) {
  v1::Rejudge r;
  r.set_id(record.id);
  r.set_state(static_cast<v1::RejudgeState>(record.state));
  if (record.state == 0 && record.done == record.total) r.set_state(v1::REJUDGE_STATE_READY);
  r.set_reason(record.reason);
  r.set_started_by(record.started_by);
  *r.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(record.created_us);
  r.set_total(static_cast<int>(record.total));
  r.set_done(static_cast<int>(record.done));
  r.set_changed(static_cast<int>(record.changed));
  return r;
}

v1::RejudgeChange ToProto(const RejudgeChangeRecord& record) {
  v1::RejudgeChange c;
  c.set_submission(record.submission);
  c.set_person(record.person);
  if (auto before = FromSummary(record.before); before.ok()) *c.mutable_before() = *before;
  if (auto after = FromSummary(record.after); after.ok()) *c.mutable_after() = *after;
  return c;
}

v1::DeadLetter ToProto(const DeadLetterRecord& record) {
  v1::DeadLetter d;
  d.set_job(record.job);
  d.set_submission(record.submission);
  d.set_attempts(record.attempts);
  d.set_worker(record.worker);
  d.set_reason(record.reason);
  *d.mutable_died_at() = TimeUtil::MicrosecondsToTimestamp(record.died_us);
  return d;
}

std::string CourseKey(const std::string& tenant, const std::string& course) {
  return tenant + "/" + course;
}

Status CheckCaller(const v1::Caller& caller) {
  if (caller.tenant().empty() || caller.tenant().size() > 64 ||
      !IsIn(caller.tenant(), kNameLetters)) {
    return InvalidArgument("caller.tenant: 1 to 64 letters, digits, '.', '_' and '-'");
  }
  if (caller.person().size() > 200 || caller.person().find('\0') != std::string::npos) {
    return InvalidArgument("caller.person: at most 200 bytes");
  }
  return OkStatus();
}

Status CheckCourse(const std::string& course) {
  if (course.size() > 120 || course.find('\0') != std::string::npos) {
    return InvalidArgument("course: at most 120 bytes");
  }
  return OkStatus();
}

Status CheckProblemId(const std::string& id) {
  const bool first =
      !id.empty() && ((id[0] >= 'a' && id[0] <= 'z') || (id[0] >= '0' && id[0] <= '9'));
  if (!first || id.size() > 100 || !IsIn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-")) {
    return InvalidArgument(
        "id: 1 to 100 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit");
  }
  return OkStatus();
}

Status CheckFiles(const google::protobuf::RepeatedPtrField<v1::SourceFile>& files,
                  size_t max_bytes) {
  if (static_cast<size_t>(files.size()) > kMaxFiles) {
    return InvalidArgument("files: " + std::to_string(files.size()) + ", and at most " +
                           std::to_string(kMaxFiles) + " are allowed");
  }
  std::set<std::string_view> paths;
  size_t bytes = 0;
  size_t index = 0;
  for (const v1::SourceFile& file : files) {
    ASSAY_RETURN_IF_ERROR(CheckPath(file.path(), index++));
    if (!paths.insert(file.path()).second) {
      return InvalidArgument("files: two have the same path");
    }
    bytes += file.data().size();
  }
  if (bytes > max_bytes) {
    return InvalidArgument("files: " + std::to_string(bytes) + " bytes together; at most " +
                           std::to_string(max_bytes) + " are allowed");
  }
  return OkStatus();
}

bool HasCondition(const v1::SubmissionFilter& f) {
  return !f.course().empty() || !f.problem().empty() || !f.person().empty() ||
         f.verdicts_size() > 0 || f.states_size() > 0 || !f.language().empty() ||
         f.has_created_from() || f.has_created_before() || f.ids_size() > 0;
}

Result<SubmissionQuery> QueryOf(const std::string& tenant, const v1::SubmissionFilter& filter) {
  SubmissionQuery query;
  query.tenant = tenant;
  query.course = filter.course();
  query.problem = filter.problem();
  query.person = filter.person();
  query.language = filter.language();
  query.verdicts.assign(filter.verdicts().begin(), filter.verdicts().end());
  for (const int state : filter.states()) {
    if (!v1::State_IsValid(state)) return InvalidArgument("filter.states: no such state");
    query.states.push_back(static_cast<JobState>(state));
  }
  if (filter.ids_size() > kMaxIds || filter.verdicts_size() > 20) {
    return InvalidArgument("filter: at most 1000 ids and 20 verdicts are allowed");
  }
  query.ids.assign(filter.ids().begin(), filter.ids().end());
  const auto bound = [](const google::protobuf::Timestamp& at) {
    return LowestId(std::chrono::system_clock::time_point(
        std::chrono::milliseconds(TimeUtil::TimestampToMilliseconds(at))));
  };
  if (filter.has_created_from()) query.from = bound(filter.created_from());
  if (filter.has_created_before()) query.before = bound(filter.created_before());
  return query;
}

}  // namespace assay::judge
