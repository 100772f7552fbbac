#include "tests/fault/graded.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <random>
#include <thread>

#include "assay/judge/v1/judge.grpc.pb.h"
#include "tests/fault/breaker.h"

namespace assay::fault {
namespace {

namespace v1 = judge::v1;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Long enough to be met by a kill.
constexpr const char* kProgram = "import time\ntime.sleep(0.3)\nprint(input())\n";

Status SubmitOne(v1::JudgeService::Stub& stub, const std::string& key, std::string& id) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, seconds(20));
  context.set_wait_for_ready(true);
  v1::SubmitRequest request;
  request.mutable_caller()->set_tenant("fault");
  request.mutable_caller()->set_person("load");
  request.mutable_caller()->set_staff(true);
  request.set_idempotency_key(key);
  v1::RunWork& run = *request.mutable_run();
  run.set_language("python");
  v1::SourceFile& file = *run.add_files();
  file.set_path("main.py");
  file.set_data(kProgram);
  run.set_stdin(key + "\n");
  run.set_expected_output(key + "\n");
  v1::SubmitResponse response;
  const grpc::Status status = stub.Submit(&context, request, &response);
  id = response.submission().id();
  return status.ok() ? OkStatus() : rpc::FromGrpc(status);
}

// One after another, so that the judge may be away meanwhile.
Result<std::vector<Acknowledged>> SubmitAll(const LoadOptions& load, Stage& stage) {
  ASSAY_ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel,
                         rpc::Connect(load.target, "judge", load.tls));
  const auto stub = v1::JudgeService::NewStub(channel);
  std::vector<Acknowledged> acknowledged;
  const auto until = Clock::now() + seconds(120);
  for (int i = 0; i < load.total;) {
    Acknowledged one;
    one.key = "g" + std::to_string(load.seed) + "-" + std::to_string(i);
    const Status status = SubmitOne(*stub, one.key, one.id);
    if (!status.ok() && Clock::now() > until) return status;
    ASSAY_RETURN_IF_ERROR(stage.Revive());
    if (!status.ok()) continue;
    acknowledged.push_back(std::move(one));
    ++i;
  }
  return acknowledged;
}

void ExpectNoBlame(const LoadOptions& load, const std::vector<Acknowledged>& acknowledged,
                   FaultFigures& figures) {
  for (const Acknowledged& one : acknowledged) {
    ++figures.checked_words;
    const auto word = FinalWord(load, one);
    if (word.ok() && (word->starts_with("DONE AC") || *word == "FAILED")) continue;
    if (figures.history.faults.size() >= 20) return;
    figures.history.faults.push_back("not AC: " + one.key + ": " +
                                     (word.ok() ? *word : word.status().ToString()));
  }
}

// A sandbox of theirs dies mostly; each fourth kill is a worker's or the judge's.
Status Break(Breaker& breaker, std::mt19937_64& random, Stage& stage, FaultFigures& figures) {
  if (random() % 4 != 0) {
    if (!breaker.KillSandbox()) std::this_thread::sleep_for(milliseconds(20));
    return OkStatus();
  }
  const std::string part = random() % 3 == 0 ? "judge" : "worker/w1";
  ++figures.faults["kill " + part.substr(0, part.find('/'))];
  ++figures.kills;
  return stage.Kill(part);
}

}  // namespace

Result<FaultFigures> RunGradedFaults(const FaultOptions& options) {
  const auto begin = Clock::now();
  StageOptions stage_options = options.stage;
  stage_options.backend = "gvisor";
  stage_options.slots = 2;
  // A slow machine's sandboxes take their time, and nobody's job is given up for kills of ours.
  stage_options.lease = milliseconds(6000);
  stage_options.heartbeat = milliseconds(1000);
  stage_options.judge_options = {"--max-attempts", "100"};
  ASSAY_ASSIGN_OR_RETURN(const auto stage, Stage::Start(stage_options));
  LoadOptions load;
  load.target = stage->judge_target();
  load.tls = stage->gateway();
  load.seed = options.seed;
  load.total = options.submissions;
  ASSAY_ASSIGN_OR_RETURN(const auto acknowledged, SubmitAll(load, *stage));
  FaultFigures figures;
  Breaker breaker(*stage, stage_options, options.seed);
  std::mt19937_64 random(options.seed);
  while (figures.kills + breaker.kills() < options.kills &&
         Clock::now() - begin < options.patience) {
    if (WaitUntilEnded(stage->database(), seconds(0)).ok()) break;
    ASSAY_RETURN_IF_ERROR(Break(breaker, random, *stage, figures));
    ASSAY_RETURN_IF_ERROR(stage->Revive());
    std::this_thread::sleep_for(milliseconds(random() % 400));
  }
  const Status ended = WaitUntilEnded(stage->database(), seconds(240));
  ASSAY_ASSIGN_OR_RETURN(figures.history, Examine(stage->database(), acknowledged));
  if (!ended.ok()) figures.history.faults.push_back(ended.message());
  ExpectNoBlame(load, acknowledged, figures);
  for (const std::string& death : stage->deaths()) {
    figures.history.faults.push_back("died by itself: " + death);
  }
  ASSAY_RETURN_IF_ERROR(stage->Stop());
  for (const std::string& left : stage->leftovers()) {
    figures.history.faults.push_back("left behind by a kill, " + left);
  }
  for (const std::string& orphan : stage->Orphans()) {
    figures.history.faults.push_back("left behind: " + orphan);
  }
  figures.load.acknowledged = static_cast<int>(acknowledged.size());
  figures.kills += breaker.kills();
  for (const auto& [what, count] : breaker.faults()) figures.faults[what] += count;
  figures.longest_cleanup = stage->longest_cleanup();
  figures.longest_death = stage->longest_death();
  figures.identity_restarts = stage->identity_restarts();
  figures.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return figures;
}

}  // namespace assay::fault
