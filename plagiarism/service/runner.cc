#include "plagiarism/service/runner.h"

#include <algorithm>
#include <map>
#include <set>

#include "assay/plagiarism/v1/plagiarism.pb.h"
#include "plagiarism/compare.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kMostAlike = 500;   // that the index gives to a comparison
constexpr size_t kAlikeOfEach = 3;   // of each submission
constexpr double kAlikeScore = 0.1;  // less is what any two have

Status Stopped() { return {StatusCode::kCancelled, "the comparison was stopped"}; }

std::pair<std::string, std::string> SplitName(const std::string& assignment) {
  const size_t slash = assignment.rfind('/');
  return {assignment.substr(0, slash == std::string::npos ? 0 : slash),
          assignment.substr(slash == std::string::npos ? 0 : slash + 1)};
}

Status TooMany(int most) {
  return ResourceExhausted("more than " + std::to_string(most) +
                           " submissions: compare fewer versions, or against fewer assignments");
}

}  // namespace

Runner::Runner(JudgeLink& judge, Tenants& tenants, Assignments& assignments,
               Comparisons& comparisons, std::mutex& changing, RunnerOptions options,
               log::Logger logger, metrics::Registry& metrics)
    : judge_(judge),
      tenants_(tenants),
      assignments_(assignments),
      comparisons_(comparisons),
      changing_(changing),
      options_(options),
      logger_(std::move(logger)),
      seconds_(metrics.AddHistogram("assay_plagiarism_comparison_seconds",
                                    "Time that a comparison took", {},
                                    {0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800, 7200})),
      running_(
          metrics.AddGauge("assay_plagiarism_comparisons_running", "1 while a comparison runs")) {}

Runner::~Runner() { Stop(); }

Status Runner::Start() {
  ASSAY_RETURN_IF_ERROR(comparisons_.WaitAgain());
  thread_ = std::thread([this] {
    LowerPriority();
    Loop();
  });
  return OkStatus();
}

void Runner::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    current_.request_stop();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Runner::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void Runner::Loop() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    woken_ = false;
    current_ = std::stop_source();
    lock.unlock();
    const auto next = comparisons_.TakeNext();
    if (!next.ok()) logger_.Warning("no comparison can be taken", {log::Field(next.status())});
    const bool any = next.ok() && next->has_value();
    if (any) Run(**next);
    lock.lock();
    if (!any) changed_.wait_for(lock, options_.poll, [this] { return stop_ || woken_; });
  }
}

void Runner::Run(const ComparisonRecord& record) {
  std::stop_token stop;
  {
    const std::lock_guard lock(mutex_);
    if (stop_) return;  // it waits again at the next start
    stop = current_.get_token();
  }
  running_.Set(1);
  const auto begin = std::chrono::steady_clock::now();
  const Status status = Compare(record, stop);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  running_.Set(0);
  seconds_.Observe(took.count());
  logger_.Info("a comparison ended",
               {{"comparison", record.id}, {"seconds", took.count()}, log::Field(status)});
  if (status.ok()) return;
  bool stopping = false;
  {
    const std::lock_guard lock(mutex_);
    stopping = stop_;
  }
  if (stopping) return;
  // One that was cancelled has its state already.
  const Status ended = comparisons_.End(record.id, RunState::kFailed, status.message());
  if (!ended.ok()) logger_.Warning("a failure cannot be written", {log::Field(ended)});
}

// At most once a second, since it is a row; and it hears so that nobody wants it any more.
void Runner::Report(const std::string& id, double part, std::string_view doing) {
  const auto now = std::chrono::steady_clock::now();
  if (now - reported_ < std::chrono::seconds(1)) return;
  reported_ = now;
  const auto wanted = comparisons_.SetProgress(id, part, doing);
  if (!wanted.ok() || *wanted) return;
  const std::lock_guard lock(mutex_);
  current_.request_stop();
}

Status Runner::Compare(const ComparisonRecord& record, const std::stop_token& stop) {
  v1::StartComparisonRequest request;
  if (!request.ParseFromString(record.request)) return DataLoss("the request cannot be read");
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, tenants_.Get(record.assignment.tenant));
  ASSAY_ASSIGN_OR_RETURN(Loaded loaded, Load(record, request, *tenant, stop));
  CompareOptions options;
  options.max_pairs = request.max_pairs() == 0 ? 500 : static_cast<size_t>(request.max_pairs());
  options.min_probability = request.min_probability();
  ASSAY_ASSIGN_OR_RETURN(options.refused_common, assignments_.RefusedCommon(record.assignment));
  options.threads = options_.threads;
  options.stop = stop;
  options.progress = [&](double part, std::string_view doing) {
    Report(record.id, 0.2 + 0.8 * part, doing);
  };
  ASSAY_ASSIGN_OR_RETURN(const Comparison comparison,
                         plagiarism::Compare(std::move(loaded.submissions), options));
  const std::lock_guard changing(changing_);
  ASSAY_ASSIGN_OR_RETURN(const std::set<std::string> erased,
                         assignments_.Erased(record.assignment.tenant));
  return comparisons_.Store(record, *tenant, loaded.members, comparison, erased);
}

Result<Runner::Loaded> Runner::Load(const ComparisonRecord& record,
                                    const v1::StartComparisonRequest& request, const Tenant& tenant,
                                    const std::stop_token& stop) {
  Loaded loaded;
  bytes_ = 0;
  const int versions = std::max(request.versions(), 1);
  Report(record.id, 0, "reading submissions");
  ASSAY_RETURN_IF_ERROR(LoadClass(record.assignment, Origin::kClass, versions, stop, loaded));
  if (loaded.submissions.size() < 2)
    return FailedPrecondition("fewer than two submissions of this assignment are indexed");
  for (const v1::Against& against : request.against()) {
    const AssignmentKey other = {record.assignment.tenant, against.assignment().course(),
                                 against.assignment().problem()};
    const Origin origin = against.origin() == "section" ? Origin::kSection : Origin::kEarlier;
    ASSAY_RETURN_IF_ERROR(LoadClass(other, origin, 1, stop, loaded));
  }
  if (request.search_index()) {
    Report(record.id, 0.1, "searching earlier terms and other courses");
    ASSAY_RETURN_IF_ERROR(LoadAlike(record.assignment, request, tenant, stop, loaded));
  }
  ASSAY_ASSIGN_OR_RETURN(std::vector<Submission> templates,
                         assignments_.ReadTemplates(record.assignment, tenant));
  for (Submission& one : templates) {
    loaded.members.push_back({one.id, "", record.assignment.course, record.assignment.problem, "",
                              Origin::kTemplate, 0});
    loaded.submissions.push_back(std::move(one));
  }
  return loaded;
}

Status Runner::LoadClass(const AssignmentKey& assignment, Origin origin, int versions,
                         const std::stop_token& stop, Loaded& loaded) {
  ASSAY_ASSIGN_OR_RETURN(const auto newest,
                         assignments_.Newest(assignment, versions, options_.most));
  if (loaded.members.size() + newest.size() > static_cast<size_t>(options_.most))
    return TooMany(options_.most);
  for (const IndexedSubmission& one : newest) {
    if (stop.stop_requested()) return Stopped();
    auto source = judge_.GetSource(assignment.tenant, one.id);
    const StatusCode code = source.status().code();
    if (code == StatusCode::kNotFound || code == StatusCode::kDataLoss) continue;
    if (!source.ok()) return std::move(source).status();
    for (const SourceFile& file : source->files) bytes_ += file.text.size();
    if (bytes_ > options_.most_bytes) {
      return ResourceExhausted(
          "the submissions are too large to be compared at once: compare fewer versions, or "
          "against fewer assignments");
    }
    loaded.members.push_back(
        {one.id, one.person, one.course, one.problem, "", origin, one.submitted_us});
    loaded.submissions.push_back({one.id, one.person, std::move(source->files),
                                  FromMicros(one.submitted_us), origin, source->edits});
  }
  return OkStatus();
}

// What the index finds alike elsewhere, in courses that whoever asked may see.
Status Runner::LoadAlike(const AssignmentKey& assignment, const v1::StartComparisonRequest& request,
                         const Tenant& tenant, const std::stop_token& stop, Loaded& loaded) const {
  const auto& caller = request.caller();
  const std::set<std::string> courses(caller.courses().begin(), caller.courses().end());
  std::set<std::string> there;
  for (const Member& member : loaded.members) there.insert(member.submission);
  std::multimap<double, IndexMatch, std::greater<>> found;
  const size_t asked = loaded.submissions.size();
  for (size_t i = 0; i < asked; ++i) {
    if (stop.stop_requested()) return Stopped();
    ASSAY_ASSIGN_OR_RETURN(std::vector<IndexMatch> matches,
                           tenant.index().Query(loaded.submissions[i], 20));
    size_t taken = 0;
    for (IndexMatch& match : matches) {
      if (match.score < kAlikeScore || taken == kAlikeOfEach) break;
      const auto [course, problem] = SplitName(match.assignment);
      if (match.assignment == assignment.Name() || there.contains(match.id)) continue;
      if (!caller.all_courses() && !courses.contains(course)) continue;
      ++taken;
      there.insert(match.id);
      found.emplace(match.score, std::move(match));
      if (found.size() > kMostAlike) found.erase(std::prev(found.end()));
    }
  }
  if (loaded.members.size() + found.size() > static_cast<size_t>(options_.most))
    return TooMany(options_.most);
  for (auto& [score, match] : found) {
    const auto [course, problem] = SplitName(match.assignment);
    // The same problem is an earlier term's or another section's: its own course tells which.
    const Origin origin = course == assignment.course ? Origin::kEarlier : Origin::kSection;
    match.submission.origin = origin;
    loaded.members.push_back({match.id, match.person, course, problem, "", origin,
                              match.submitted_at ? ToMicros(*match.submitted_at) : 0});
    loaded.submissions.push_back(std::move(match.submission));
  }
  return OkStatus();
}

}  // namespace assay::plagiarism
