#include <algorithm>
#include <charconv>

#include "judge/service/calls.h"
#include "judge/service/convert.h"
#include "judge/store/ids.h"

namespace assay::judge {
namespace {

constexpr int64_t kMaxChanges = 1000;
constexpr int kMorePages = 200;

Status CheckStaff(const v1::Caller& caller) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  if (IsStudent(caller)) return PermissionDenied("this is for staff");
  return OkStatus();
}

int64_t Page(int asked) { return asked <= 0 ? 50 : std::min(asked, kMorePages); }

}  // namespace

Result<v1::Rejudge> Calls::StartRejudge(const v1::StartRejudgeRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  if (!HasCondition(request.filter())) {
    return InvalidArgument("filter: at least one condition; a rejudge of everything is a mistake");
  }
  if (request.reason().size() > 1000 || request.reason().find('\0') != std::string::npos) {
    return InvalidArgument("reason: at most 1000 bytes, without NUL");
  }
  ASSAY_ASSIGN_OR_RETURN(const SubmissionQuery query,
                         QueryOf(request.caller().tenant(), request.filter()));
  RejudgeRecord rejudge;
  rejudge.id = NewId(std::chrono::system_clock::now());
  rejudge.tenant = request.caller().tenant();
  rejudge.reason = request.reason();
  rejudge.started_by = request.caller().person();
  rejudge.newest_version = request.newest_version();
  ASSAY_RETURN_IF_ERROR(core_.store.rejudges().Start(rejudge, query));
  ASSAY_ASSIGN_OR_RETURN(const RejudgeRecord started,
                         core_.store.rejudges().Get(rejudge.tenant, rejudge.id));
  core_.logger.Info("rejudge started", {{"rejudge", started.id}, {"submissions", started.total}});
  return ToProto(started);
}

Result<v1::Rejudge> Calls::GetRejudge(const v1::GetRejudgeRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  if (!IsId(request.id())) return NotFound("no such rejudge");
  ASSAY_ASSIGN_OR_RETURN(const RejudgeRecord record,
                         core_.store.rejudges().Get(request.caller().tenant(), request.id()));
  ASSAY_ASSIGN_OR_RETURN(const auto changes,
                         core_.store.rejudges().Changes(record.id, kMaxChanges));
  v1::Rejudge rejudge = ToProto(record);
  for (const RejudgeChangeRecord& change : changes) *rejudge.add_changes() = ToProto(change);
  return rejudge;
}

Result<v1::ListRejudgesResponse> Calls::ListRejudges(const v1::ListRejudgesRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  if (!request.page_token().empty() && !IsId(request.page_token())) {
    return InvalidArgument("page_token: not one that a page gave");
  }
  const int64_t size = Page(request.page_size());
  ASSAY_ASSIGN_OR_RETURN(auto records, core_.store.rejudges().List(request.caller().tenant(),
                                                                   request.page_token(), size + 1));
  v1::ListRejudgesResponse response;
  if (records.size() > static_cast<size_t>(size)) {
    records.pop_back();
    response.set_next_page_token(records.back().id);
  }
  for (const RejudgeRecord& record : records) *response.add_rejudges() = ToProto(record);
  return response;
}

// Whoever watches hears of what counts now.
void Calls::TellSwitched(std::vector<std::string> ids) {
  core_.work.PostAlways([this, all = std::move(ids)] {
    constexpr size_t kChunk = 500;
    for (size_t i = 0; i < all.size(); i += kChunk) {
      const std::span chunk = std::span(all).subspan(i, std::min(kChunk, all.size() - i));
      const auto records = core_.store.submissions().GetMany(chunk);
      if (!records.ok()) return;  // they ask again
      for (const SubmissionRecord& record : *records) {
        core_.events.Publish(record.id, CourseKey(record.tenant, record.course),
                             SnapshotOf(ToProto(record)));
      }
    }
  });
}

Result<v1::Rejudge> Calls::CommitRejudge(const v1::GetRejudgeRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  const std::string& tenant = request.caller().tenant();
  ASSAY_ASSIGN_OR_RETURN(auto ids, core_.store.rejudges().Commit(tenant, request.id()));
  core_.logger.Info("rejudge committed",
                    {{"rejudge", request.id()}, {"submissions", static_cast<int64_t>(ids.size())}});
  const bool first = !ids.empty();
  TellSwitched(std::move(ids));
  ASSAY_ASSIGN_OR_RETURN(v1::Rejudge rejudge, GetRejudge(request));
  if (first && core_.on_rejudge_committed) core_.on_rejudge_committed(tenant, rejudge);
  return rejudge;
}

Result<v1::Rejudge> Calls::UndoRejudge(const v1::GetRejudgeRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  ASSAY_ASSIGN_OR_RETURN(auto ids,
                         core_.store.rejudges().Undo(request.caller().tenant(), request.id()));
  core_.logger.Info("rejudge undone",
                    {{"rejudge", request.id()}, {"submissions", static_cast<int64_t>(ids.size())}});
  TellSwitched(std::move(ids));
  return GetRejudge(request);
}

Result<v1::Rejudge> Calls::CancelRejudge(const v1::GetRejudgeRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  ASSAY_ASSIGN_OR_RETURN(const auto jobs,
                         core_.store.rejudges().Cancel(request.caller().tenant(), request.id()));
  for (size_t i = 0; i < jobs.size(); i += Queue::kMaxBatch) {
    const std::span chunk = std::span(jobs).subspan(i, std::min(Queue::kMaxBatch, jobs.size() - i));
    ASSAY_RETURN_IF_ERROR(core_.queue.CancelMany(chunk).status());
    for (const int64_t job : chunk) hub_.JobCancelled(job);
  }
  return GetRejudge(request);
}

Result<v1::ListDeadLettersResponse> Calls::ListDeadLetters(
    const v1::ListDeadLettersRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  int64_t before = 0;
  const std::string& token = request.page_token();
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), before);
  if (!token.empty() && (error != std::errc() || end != token.data() + token.size())) {
    return InvalidArgument("page_token: not one that a page gave");
  }
  const int64_t size = Page(request.page_size());
  ASSAY_ASSIGN_OR_RETURN(
      auto records, core_.store.workers().DeadLetters(request.caller().tenant(), before, size + 1));
  v1::ListDeadLettersResponse response;
  if (records.size() > static_cast<size_t>(size)) {
    records.pop_back();
    response.set_next_page_token(std::to_string(records.back().job));
  }
  for (const DeadLetterRecord& record : records) *response.add_dead_letters() = ToProto(record);
  return response;
}

Result<v1::Submission> Calls::ReviveDeadLetter(const v1::ReviveDeadLetterRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckStaff(request.caller()));
  ASSAY_ASSIGN_OR_RETURN(SubmissionRecord record, Find(request.caller(), request.submission()));
  if (record.state != JobState::kDead) {
    return FailedPrecondition("submission " + record.id + " is no dead letter");
  }
  ASSAY_ASSIGN_OR_RETURN(const bool revived, core_.queue.Revive(record.job, options_.max_attempts));
  if (!revived) {
    return FailedPrecondition("submission " + record.id +
                              " is too old to be revived: its job was removed; hand it in again");
  }
  ASSAY_ASSIGN_OR_RETURN(record, Find(request.caller(), request.submission()));
  core_.events.Publish(record.id, CourseKey(record.tenant, record.course),
                       SnapshotOf(ToProto(record)));
  return Shown(record, request.caller());
}

}  // namespace assay::judge
