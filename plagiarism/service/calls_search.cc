// One submission against everything; one assignment against somebody else's.
#include <algorithm>

#include "plagiarism/service/calls.h"
#include "plagiarism/service/exchange.h"

namespace assay::plagiarism {
namespace {

constexpr int kMostHashed = 5000;  // submissions of an assignment
constexpr size_t kMostMatches = 500;

std::pair<std::string, std::string> SplitName(const std::string& assignment) {
  const size_t slash = assignment.rfind('/');
  if (slash == std::string::npos) return {"", assignment};
  return {assignment.substr(0, slash), assignment.substr(slash + 1)};
}

}  // namespace

Result<v1::FindSimilarResponse> Calls::FindSimilar(const v1::FindSimilarRequest& request) {
  const v1::Caller& caller = request.caller();
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  if (request.most() < 0 || request.most() > 100) return InvalidArgument("most: 1 to 100; 0 is 20");
  ASSAY_ASSIGN_OR_RETURN(const IndexedSubmission asked,
                         p_.assignments.Find(caller.tenant(), request.submission()));
  if (!MaySee(caller, asked.course) || asked.person == caller.person())
    return NotFound("submission " + request.submission().substr(0, 40) + " is not indexed");
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(caller.tenant()));
  Submission submission;
  submission.id = asked.id;
  submission.person = asked.person;
  ASSAY_ASSIGN_OR_RETURN(HandedIn source, p_.judge.GetSource(caller.tenant(), asked.id));
  submission.files = std::move(source.files);
  const auto most = static_cast<size_t>(request.most() == 0 ? 20 : request.most());
  // One's own are taken out afterwards.
  ASSAY_ASSIGN_OR_RETURN(const std::vector<IndexMatch> matches,
                         tenant->index().Query(submission, most + 20));
  v1::FindSimilarResponse out;
  *out.mutable_assignment() = ToProto({caller.tenant(), asked.course, asked.problem});
  for (const IndexMatch& match : matches) {
    if (match.person == caller.person() || out.similar_size() == static_cast<int>(most)) continue;
    const auto [course, problem] = SplitName(match.assignment);
    v1::Similar& one = *out.add_similar();
    one.set_score(match.score);
    one.set_shared(static_cast<int>(match.shared));
    v1::Side& side = *one.mutable_side();
    const bool same = course == asked.course;
    side.set_origin(same && problem == asked.problem ? "class" : same ? "earlier" : "section");
    side.set_course(course);
    side.set_problem(problem);
    if (match.submitted_at) SetTime(*side.mutable_submitted_at(), ToMicros(*match.submitted_at));
    if (!MaySee(caller, course)) continue;
    side.set_submission(match.id);
    side.set_person(match.person);
  }
  return out;
}

Result<std::vector<Calls::Sourced>> Calls::HashAll(const AssignmentKey& assignment,
                                                   const std::string& secret) {
  ASSAY_ASSIGN_OR_RETURN(const auto newest, p_.assignments.Newest(assignment, 1, kMostHashed));
  if (newest.size() > static_cast<size_t>(kMostHashed))
    return ResourceExhausted("more than 5,000 people handed something in for this assignment");
  std::vector<Sourced> all;
  for (const IndexedSubmission& one : newest) {
    const auto source = p_.judge.GetSource(assignment.tenant, one.id);
    const StatusCode code = source.status().code();
    if (code == StatusCode::kNotFound || code == StatusCode::kDataLoss) continue;
    if (!source.ok()) return source.status();
    all.push_back({one, AgreedHashes(secret, source->files)});
  }
  return all;
}

Result<v1::Fingerprints> Calls::ExportFingerprints(const v1::ExportFingerprintsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_RETURN_IF_ERROR(CheckSecret(request.secret()));
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(key.tenant));
  ASSAY_ASSIGN_OR_RETURN(std::vector<Sourced> all, HashAll(key, request.secret()));
  std::vector<HashSet> sets;
  for (Sourced& one : all)
    sets.push_back({tenant->ForeignLabel(one.submission.id), std::move(one.hashes)});
  // Not in the order of the hand-ins.
  std::ranges::sort(sets, {}, &HashSet::label);
  v1::Fingerprints out;
  WriteSets(request.secret(), sets, out);
  return out;
}

Result<v1::MatchFingerprintsResponse> Calls::MatchFingerprints(
    const v1::MatchFingerprintsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_RETURN_IF_ERROR(CheckSecret(request.secret()));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<HashSet> theirs,
                         ReadSets(request.secret(), request.fingerprints()));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<Sourced> all, HashAll(key, request.secret()));
  std::vector<HashSet> ours;
  std::vector<const IndexedSubmission*> whose;
  for (const Sourced& one : all) {
    if (one.submission.person == request.caller().person()) continue;
    ours.push_back({"", one.hashes});
    whose.push_back(&one.submission);
  }
  v1::MatchFingerprintsResponse out;
  for (const HashMatch& match : MatchSets(ours, theirs, kMostMatches)) {
    v1::FingerprintMatch& one = *out.add_matches();
    one.set_label(theirs[match.theirs].label);
    one.set_score(match.score);
    one.set_shared(static_cast<int>(match.shared));
    const IndexedSubmission& mine = *whose[match.ours];
    v1::Side& side = *one.mutable_side();
    side.set_submission(mine.id);
    side.set_person(mine.person);
    side.set_origin("class");
    side.set_course(mine.course);
    side.set_problem(mine.problem);
    SetTime(*side.mutable_submitted_at(), mine.submitted_us);
  }
  return out;
}

}  // namespace assay::plagiarism
