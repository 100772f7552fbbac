// What a comparison found, for whoever asks.
#include <algorithm>
#include <charconv>
#include <map>

#include "plagiarism/report/labels.h"
#include "plagiarism/service/calls.h"
#include "plagiarism/service/stored_pair.h"

namespace assay::plagiarism {
namespace {

constexpr int kPage = 50, kMostPage = 200;
constexpr const char* kDecisionStates[] = {"open", "dismissed", "referred"};

// Sides of pairs as this caller may see them.
class Sides {
 public:
  Sides(const StoredComparison& stored, const ReportOptions& naming, const v1::Caller& caller)
      : stored_(stored), labels_(stored.comparison, naming), caller_(caller) {}

  // What is of another assignment is shown only where its course may be seen.
  bool Visible(uint32_t i) const {
    const Member& member = stored_.members[i];
    return member.origin == Origin::kClass || MaySee(caller_, member.course);
  }
  v1::Side Of(uint32_t i, double covered = 0) const {
    const Member& member = stored_.members[i];
    v1::Side side;
    side.set_pseudonym(labels_.Pseudonym(i));
    side.set_origin(std::string(report::OriginName(member.origin)));
    side.set_course(member.course);
    side.set_problem(member.problem);
    side.set_language(member.language);
    side.set_covered(covered);
    if (member.submitted_us > 0) SetTime(*side.mutable_submitted_at(), member.submitted_us);
    if (labels_.names() && Visible(i)) {
      side.set_submission(member.submission);
      side.set_person(member.person);
    }
    return side;
  }
  v1::Pair PairOf(size_t p, const std::string& decision) const {
    const Pair& pair = stored_.comparison.pairs[p];
    v1::StoredPair values = plagiarism::ToProto(pair);
    v1::Pair out;
    out.set_key(stored_.keys[p]);
    out.set_rank(stored_.ranks[p]);
    *out.mutable_left() = Of(pair.left, pair.left_covered);
    *out.mutable_right() = Of(pair.right, pair.right_covered);
    out.set_probability(pair.probability);
    out.set_low(pair.low);
    out.set_high(pair.high);
    *out.mutable_evidence() = std::move(*values.mutable_evidence());
    *out.mutable_order() = std::move(*values.mutable_order());
    out.set_decision(decision.empty() ? "open" : decision);
    return out;
  }
  void AddFiles(uint32_t i, google::protobuf::RepeatedPtrField<v1::File>& files) const {
    if (!Visible(i)) return;
    const auto& from = stored_.comparison.submissions[i].files;
    for (size_t f = 0; f < from.size(); ++f) {
      v1::File& file = *files.Add();
      file.set_path(Utf8(labels_.FileName(i, f)));
      file.set_data(from[f].text);
    }
  }

 private:
  const StoredComparison& stored_;
  const report::Labels labels_;
  const v1::Caller& caller_;
};

std::map<std::string, std::string> LastOf(const std::vector<DecisionRecord>& decisions) {
  std::map<std::string, std::string> last;
  for (const DecisionRecord& one : decisions) last[one.pair] = kDecisionStates[one.state];
  return last;
}

v1::Decision ToProto(const DecisionRecord& record) {
  v1::Decision out;
  out.set_pair(record.pair);
  out.set_state(kDecisionStates[record.state]);
  out.set_note(record.note);
  out.set_who(record.who);
  SetTime(*out.mutable_at(), record.at_us);
  return out;
}

Result<int> AfterRank(const std::string& token) {
  int rank = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), rank);
  if (!token.empty() && (error != std::errc() || end != token.data() + token.size() || rank < 0))
    return InvalidArgument("page_token: not one that a page gave");
  return rank;
}

bool Fits(const Region& region, const Submission& submission) {
  return region.file < submission.files.size() && region.begin <= region.end &&
         region.end <= submission.files[region.file].text.size();
}

}  // namespace

Result<StoredComparison> Calls::Load(const v1::GetComparisonRequest& request,
                                     const TenantPtr& tenant, const std::string& only_pair) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_ASSIGN_OR_RETURN(const ComparisonRecord record, p_.comparisons.Get(key, request.id()));
  if (record.state != RunState::kDone)
    return FailedPrecondition("comparison " + record.id + " is not done");
  return p_.comparisons.Load(record, *tenant, only_pair, request.caller().person());
}

Status Calls::AddSources(StoredComparison& stored, const Tenant& tenant,
                         const std::set<uint32_t>& wanted) {
  std::vector<Submission> templates;
  for (const uint32_t i : wanted) {
    Submission& submission = stored.comparison.submissions[i];
    if (submission.origin == Origin::kTemplate) {
      if (templates.empty()) {
        ASSAY_ASSIGN_OR_RETURN(templates,
                               p_.assignments.ReadTemplates(stored.record.assignment, tenant));
      }
      for (const Submission& one : templates) {
        if (one.id == submission.id) submission.files = one.files;
      }
      continue;
    }
    auto source = p_.judge.GetSource(stored.record.assignment.tenant, submission.id);
    const StatusCode code = source.status().code();
    if (code == StatusCode::kNotFound || code == StatusCode::kDataLoss) continue;
    if (!source.ok()) return std::move(source).status();
    submission.files = std::move(source->files);
  }
  return OkStatus();
}

Result<v1::ListPairsResponse> Calls::ListPairs(const v1::ListPairsRequest& request) {
  const v1::Caller& caller = request.comparison().caller();
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  if (request.page_size() < 0 || request.page_size() > kMostPage)
    return InvalidArgument("page_size: 1 to 200; 0 is 50");
  if (request.pseudonyms() && !request.person().empty())
    return InvalidArgument("person: goes without pseudonyms, whose answer it would tell");
  ASSAY_ASSIGN_OR_RETURN(const int after, AfterRank(request.page_token()));
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(caller.tenant()));
  ASSAY_ASSIGN_OR_RETURN(const StoredComparison stored, Load(request.comparison(), tenant));
  const AssignmentKey& key = stored.record.assignment;
  ASSAY_ASSIGN_OR_RETURN(const auto decisions, p_.assignments.Decisions(key, "", caller.person()));
  auto last = LastOf(decisions);
  const ReportOptions naming = NamingOf(key, *tenant, request.pseudonyms());
  const Sides sides(stored, naming, caller);
  const auto size = static_cast<int>(request.page_size() == 0 ? kPage : request.page_size());
  v1::ListPairsResponse out;
  out.set_comparison(stored.record.id);
  for (size_t p = 0; p < stored.keys.size(); ++p) {
    const Pair& pair = stored.comparison.pairs[p];
    const bool theirs = stored.members[pair.left].person == request.person() ||
                        stored.members[pair.right].person == request.person();
    if (stored.ranks[p] <= after || pair.probability < request.min_probability()) continue;
    if (!request.person().empty() && !theirs) continue;
    if (out.pairs_size() == size) {
      out.set_next_page_token(std::to_string(out.pairs(size - 1).rank()));
      break;
    }
    *out.add_pairs() = sides.PairOf(p, last[stored.keys[p]]);
  }
  return out;
}

Result<v1::PairDetail> Calls::GetPair(const v1::GetPairRequest& request) {
  const v1::Caller& caller = request.comparison().caller();
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(caller.tenant()));
  const Status missing = NotFound("no pair " + request.pair().substr(0, 40) + " here");
  if (request.pair().empty()) return missing;
  ASSAY_ASSIGN_OR_RETURN(StoredComparison stored,
                         Load(request.comparison(), tenant, request.pair()));
  if (stored.keys.empty()) return missing;
  const AssignmentKey& key = stored.record.assignment;
  const Pair& pair = stored.comparison.pairs.front();
  ASSAY_RETURN_IF_ERROR(AddSources(stored, *tenant, {pair.left, pair.right}));
  ASSAY_ASSIGN_OR_RETURN(const auto decisions,
                         p_.assignments.Decisions(key, request.pair(), caller.person()));
  const ReportOptions naming = NamingOf(key, *tenant, request.pseudonyms());
  const Sides sides(stored, naming, caller);
  v1::PairDetail out;
  out.set_comparison(stored.record.id);
  *out.mutable_pair() = sides.PairOf(0, LastOf(decisions)[request.pair()]);
  // What a passage quotes may be of a side that is not shown.
  if (sides.Visible(pair.left) && sides.Visible(pair.right))
    *out.mutable_passages() = std::move(*ToProto(pair).mutable_passages());
  sides.AddFiles(pair.left, *out.mutable_left_files());
  sides.AddFiles(pair.right, *out.mutable_right_files());
  for (const DecisionRecord& one : decisions) *out.add_decisions() = ToProto(one);
  return out;
}

Result<v1::ListClustersResponse> Calls::ListClusters(const v1::ListClustersRequest& request) {
  const v1::Caller& caller = request.comparison().caller();
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(caller.tenant()));
  ASSAY_ASSIGN_OR_RETURN(const StoredComparison stored, Load(request.comparison(), tenant));
  const ReportOptions naming = NamingOf(stored.record.assignment, *tenant, request.pseudonyms());
  const Sides sides(stored, naming, caller);
  v1::ListClustersResponse out;
  out.set_comparison(stored.record.id);
  for (const Cluster& cluster : stored.comparison.clusters) {
    const bool own = std::ranges::any_of(cluster.members, [&](uint32_t i) {
      return !caller.person().empty() && stored.members[i].person == caller.person();
    });
    if (own) continue;
    v1::Cluster& one = *out.add_clusters();
    one.set_cohesion(cluster.cohesion);
    for (const uint32_t member : cluster.members) *one.add_members() = sides.Of(member);
  }
  return out;
}

Result<v1::GetReportResponse> Calls::GetReport(const v1::GetReportRequest& request) {
  const v1::Caller& caller = request.comparison().caller();
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  const std::string& format = request.format();
  if (format != "html" && format != "json" && format != "csv")
    return InvalidArgument("format: html, json or csv");
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(caller.tenant()));
  ASSAY_ASSIGN_OR_RETURN(StoredComparison stored, Load(request.comparison(), tenant));
  const AssignmentKey& key = stored.record.assignment;
  ReportOptions options = NamingOf(key, *tenant, request.pseudonyms());
  Comparison& comparison = stored.comparison;
  {
    const Sides sides(stored, options, caller);
    std::erase_if(comparison.pairs, [&](const Pair& pair) {
      return !sides.Visible(pair.left) || !sides.Visible(pair.right);
    });
    std::erase_if(comparison.clusters, [&](const Cluster& cluster) {
      return std::ranges::any_of(cluster.members, [&](uint32_t i) {
        return !sides.Visible(i) ||
               (!caller.person().empty() && stored.members[i].person == caller.person());
      });
    });
    std::erase_if(comparison.notes,
                  [&](const FileNote& note) { return !sides.Visible(note.submission); });
    std::erase_if(comparison.common,
                  [&](const CommonCode& code) { return !sides.Visible(code.submission); });
  }
  std::set<uint32_t> wanted;
  for (const Pair& pair : comparison.pairs) wanted.insert({pair.left, pair.right});
  for (const FileNote& note : comparison.notes) wanted.insert(note.submission);
  for (const CommonCode& code : comparison.common) wanted.insert(code.submission);
  ASSAY_RETURN_IF_ERROR(AddSources(stored, *tenant, wanted));
  // A report holds only what its sources bear out: those that are gone take their pairs along.
  const auto& all = comparison.submissions;
  std::erase_if(comparison.pairs, [&](const Pair& pair) {
    return std::ranges::any_of(pair.passages, [&](const Passage& passage) {
      return !Fits(passage.left, all[pair.left]) || !Fits(passage.right, all[pair.right]);
    });
  });
  std::erase_if(comparison.notes, [&](const FileNote& note) {
    return note.file >= all[note.submission].files.size();
  });
  std::erase_if(comparison.common,
                [&](const CommonCode& code) { return !Fits(code.region, all[code.submission]); });
  ASSAY_ASSIGN_OR_RETURN(const auto decisions, p_.assignments.Decisions(key, "", caller.person()));
  for (const DecisionRecord& one : decisions) {
    options.decisions.push_back({one.pair, static_cast<Decision::State>(one.state), one.note,
                                 one.who, FromMicros(one.at_us / 1'000'000 * 1'000'000)});
  }
  options.made_at = FromMicros(stored.record.ended_us);
  v1::GetReportResponse out;
  const auto make = format == "html" ? &HtmlReport : format == "json" ? &JsonReport : &CsvReport;
  ASSAY_ASSIGN_OR_RETURN(*out.mutable_data(), make(comparison, options));
  out.set_media_type(format == "html"   ? "text/html; charset=utf-8"
                     : format == "json" ? "application/json"
                                        : "text/csv; charset=utf-8");
  return out;
}

// --- decisions, of which pairs are part ---

Result<v1::Decision> Calls::Decide(const v1::DecideRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  const auto* state = std::ranges::find(kDecisionStates, request.state());
  if (state == std::end(kDecisionStates))
    return InvalidArgument("state: open, dismissed or referred");
  if (request.note().size() > 4000) return InvalidArgument("note: at most 4000 bytes");
  if (request.caller().person().empty()) return InvalidArgument("caller: who decides");
  DecisionRecord record;
  record.pair = request.pair();
  record.state = static_cast<int>(state - std::begin(kDecisionStates));
  record.note = request.note();
  record.who = request.caller().person();
  ASSAY_RETURN_IF_ERROR(p_.assignments.AddDecision(key, record));
  ASSAY_ASSIGN_OR_RETURN(const auto all, p_.assignments.Decisions(key, record.pair, record.who));
  if (all.empty()) return Internal("a decision came and went");
  return ToProto(all.back());
}

Result<v1::ListDecisionsResponse> Calls::ListDecisions(const v1::ListDecisionsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_ASSIGN_OR_RETURN(const auto all,
                         p_.assignments.Decisions(key, request.pair(), request.caller().person()));
  v1::ListDecisionsResponse out;
  for (const DecisionRecord& one : all) *out.add_decisions() = ToProto(one);
  return out;
}

}  // namespace assay::plagiarism
