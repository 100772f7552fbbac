#include "plagiarism/service/calls.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

namespace assay::plagiarism {
namespace {

constexpr const char* kStates[] = {"waiting", "running", "done", "failed", "cancelled"};

v1::Comparison ToProto(const ComparisonRecord& record, bool histogram) {
  v1::Comparison out;
  out.set_id(record.id);
  *out.mutable_assignment() = plagiarism::ToProto(record.assignment);
  out.set_state(kStates[static_cast<int>(record.state)]);
  out.set_progress(record.progress);
  out.set_doing(record.doing);
  out.set_failure(record.failure);
  out.set_started_by(record.started_by);
  SetTime(*out.mutable_created_at(), record.created_us);
  if (record.ended_us > 0) SetTime(*out.mutable_ended_at(), record.ended_us);
  out.set_submissions(record.submissions);
  out.set_people(record.people);
  out.set_compared(record.compared);
  out.set_pairs(record.pairs);
  out.set_erased(record.erased);
  if (histogram) out.mutable_histogram()->Add(record.histogram.begin(), record.histogram.end());
  return out;
}

Status CheckStart(const v1::StartComparisonRequest& request) {
  if (request.versions() < 0 || request.versions() > 10)
    return InvalidArgument("versions: 1 to 10; 0 is 1");
  if (request.max_pairs() < 0 || request.max_pairs() > 2000)
    return InvalidArgument("max_pairs: 1 to 2000; 0 is 500");
  if (!(request.min_probability() >= 0 && request.min_probability() <= 1))
    return InvalidArgument("min_probability: 0 to 1");
  if (request.against_size() > 20)
    return InvalidArgument("against: at most 20 assignments at once");
  for (const v1::Against& against : request.against()) {
    if (against.origin() != "earlier" && against.origin() != "section")
      return InvalidArgument("against.origin: \"earlier\" or \"section\"");
    ASSAY_ASSIGN_OR_RETURN(const AssignmentKey other,
                           KeyOf(request.caller(), against.assignment()));
    if (!MaySee(request.caller(), other.course)) {
      return PermissionDenied("against: you may not see submissions of course \"" + other.course +
                              "\"");
    }
    if (other == KeyOf(request.caller(), request.assignment()).value())
      return InvalidArgument("against: an assignment is not compared with itself");
  }
  return OkStatus();
}

}  // namespace

Status CheckCaller(const v1::Caller& caller) {
  if (caller.tenant().empty() || caller.tenant().size() > 200 || caller.person().size() > 200)
    return InvalidArgument("caller: a tenant is needed");
  if (!caller.staff()) return PermissionDenied("similarity is for the staff of the course");
  return OkStatus();
}

Result<AssignmentKey> KeyOf(const v1::Caller& caller, const v1::AssignmentName& name) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  if (name.problem().empty() || name.problem().size() > 100 || name.course().size() > 120 ||
      name.problem().find('/') != std::string::npos)
    return InvalidArgument("assignment: a course of at most 120 bytes and a problem of 1 to 100");
  return AssignmentKey{caller.tenant(), name.course(), name.problem()};
}

bool MaySee(const v1::Caller& caller, const std::string& course) {
  return caller.all_courses() || std::find(caller.courses().begin(), caller.courses().end(),
                                           course) != caller.courses().end();
}

v1::AssignmentName ToProto(const AssignmentKey& assignment) {
  v1::AssignmentName name;
  name.set_course(assignment.course);
  name.set_problem(assignment.problem);
  return name;
}

void SetTime(google::protobuf::Timestamp& time, int64_t micros) {
  time = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(micros);
}

ReportOptions NamingOf(const AssignmentKey& assignment, const Tenant& tenant, bool pseudonyms) {
  ReportOptions options;
  options.title = assignment.Title();
  options.names = pseudonyms ? Names::kLeftOut : Names::kHidden;
  options.pseudonym_key = tenant.PseudonymKey(assignment);
  return options;
}

Result<v1::Assignment> Calls::GetAssignment(const v1::GetAssignmentRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_ASSIGN_OR_RETURN(const AssignmentFigures figures, p_.assignments.Figures(key));
  v1::Assignment out;
  *out.mutable_assignment() = ToProto(key);
  out.set_indexed(figures.indexed);
  out.set_people(figures.people);
  out.set_left_out(figures.left_out);
  if (figures.newest_us > 0) SetTime(*out.mutable_newest(), figures.newest_us);
  const Follower::State state = p_.follower.state();
  out.set_following(state.following);
  out.set_behind(static_cast<int>(state.behind));
  if (ToMicros(state.followed_at) > 0)
    SetTime(*out.mutable_followed_at(), ToMicros(state.followed_at));
  const auto newest = p_.comparisons.Get(key, "");
  if (!newest.ok() && newest.status().code() != StatusCode::kFailedPrecondition)
    return newest.status();
  if (newest.ok()) out.set_comparison(newest->id);
  return out;
}

Result<v1::Comparison> Calls::StartComparison(const v1::StartComparisonRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_RETURN_IF_ERROR(CheckStart(request));
  ASSAY_ASSIGN_OR_RETURN(const AssignmentFigures figures, p_.assignments.Figures(key));
  if (figures.people < 2) {
    return FailedPrecondition("submissions of fewer than two people are indexed; " +
                              std::to_string(p_.follower.state().behind) + " wait for the index");
  }
  ASSAY_ASSIGN_OR_RETURN(
      const ComparisonRecord record,
      p_.comparisons.Add(key, request.SerializeAsString(), request.caller().person()));
  p_.runner.Wake();
  return ToProto(record, true);
}

Result<v1::Comparison> Calls::GetComparison(const v1::GetComparisonRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_ASSIGN_OR_RETURN(const ComparisonRecord record, p_.comparisons.Get(key, request.id()));
  return ToProto(record, true);
}

Result<v1::ListComparisonsResponse> Calls::ListComparisons(
    const v1::ListComparisonsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_ASSIGN_OR_RETURN(const auto records, p_.comparisons.List(key));
  v1::ListComparisonsResponse out;
  for (const ComparisonRecord& record : records) *out.add_comparisons() = ToProto(record, false);
  return out;
}

// One that has ended stays as it is.
Result<v1::Comparison> Calls::CancelComparison(const v1::GetComparisonRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  if (request.id().empty()) return InvalidArgument("id: which comparison");
  ASSAY_ASSIGN_OR_RETURN(const bool cancelled, p_.comparisons.Cancel(key, request.id()));
  if (cancelled) p_.runner.Wake();
  ASSAY_ASSIGN_OR_RETURN(const ComparisonRecord record, p_.comparisons.Get(key, request.id()));
  return ToProto(record, true);
}

}  // namespace assay::plagiarism
