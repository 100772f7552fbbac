#include "tests/fault/run.h"

#include <random>
#include <thread>

namespace assay::fault {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// Every fault that is not a kill comes instead of one in so many.
constexpr unsigned kOtherOneIn = 8;

class Breaker {
 public:
  Breaker(Stage& stage, const FaultOptions& options, FaultFigures& figures)
      : stage_(stage), options_(options), figures_(figures), random_(options.seed) {}

  Status Next() {
    if (random_() % kOtherOneIn == 0) return Other();
    const std::vector<std::string> parts = stage_.parts();
    // PostgreSQL recovers for a while after each kill, so it gets fewer.
    std::string part = parts[random_() % parts.size()];
    if (part == "postgres" && random_() % 3 != 0) part = "judge";
    ++figures_.kills;
    ++figures_.faults["kill " + Kind(part)];
    return stage_.Kill(part);
  }

 private:
  static std::string Kind(const std::string& part) { return part.substr(0, part.find('/')); }

  std::string AnyWorker() {
    return "worker/w" +
           std::to_string(1 + random_() % static_cast<uint64_t>(options_.stage.workers));
  }

  Status Other() {
    switch (random_() % 5) {
      case 0: {  // longer than its lease: somebody else gets its jobs, and it answers too late
        ++figures_.faults["stop a worker beyond its lease"];
        return stage_.Freeze(AnyWorker(), options_.stage.lease + options_.stage.heartbeat * 2);
      }
      case 1:
        ++figures_.faults["stop the judge"];
        return stage_.Freeze("judge", milliseconds(200 + random_() % 600));
      case 2:
        ++figures_.faults["reset connections of workers"];
        stage_.cut().Reset();
        return OkStatus();
      case 3: {
        ++figures_.faults["silence between workers and judge"];
        stage_.cut().SetSilent(true);
        std::this_thread::sleep_for(milliseconds(200 + random_() % 1500));
        stage_.cut().SetSilent(false);
        return OkStatus();
      }
      default: {
        ++figures_.faults["latency between workers and judge"];
        stage_.cut().SetDelay(milliseconds(20 + random_() % 200));
        std::this_thread::sleep_for(milliseconds(500));
        stage_.cut().SetDelay(milliseconds(0));
        return OkStatus();
      }
    }
  }

  Stage& stage_;
  const FaultOptions& options_;
  FaultFigures& figures_;
  std::mt19937_64 random_;
};

void CompareWords(const Stage& stage, const std::vector<Acknowledged>& acknowledged,
                  FaultFigures& figures) {
  for (const Acknowledged& one : acknowledged) {
    if (one.final_word.empty() || figures.history.faults.size() >= 20) continue;
    ++figures.checked_words;
    auto word = FinalWord(stage.judge_target(), stage.gateway(), one.id);
    const std::string now = word.ok() ? *word : word.status().ToString();
    if (now != one.final_word) {
      figures.history.faults.push_back("another end than a client was told: " + one.id + ": " +
                                       one.final_word + ", then " + now);
    }
  }
}

// Keys that were acknowledged stand for the same submissions as before.
void SubmitSomeAgain(const LoadOptions& load, const std::vector<Acknowledged>& acknowledged,
                     FaultFigures& figures) {
  const size_t step = std::max<size_t>(1, acknowledged.size() / 20);
  for (size_t i = 0; i < acknowledged.size(); i += step) {
    auto id = SubmitAgain(load, acknowledged[i].key);
    if (!id.ok() || *id != acknowledged[i].id) {
      figures.history.faults.push_back("submitted again, " + acknowledged[i].key + " is not " +
                                       acknowledged[i].id + ": " +
                                       (id.ok() ? *id : id.status().ToString()));
    }
  }
}

}  // namespace

Result<FaultFigures> RunFaults(const FaultOptions& options) {
  const auto begin = Clock::now();
  const auto say = [&](const std::string& text) {
    if (options.progress) options.progress(text);
  };
  ASSAY_ASSIGN_OR_RETURN(const auto stage, Stage::Start(options.stage));
  LoadOptions load;
  load.target = stage->judge_target();
  load.tls = stage->gateway();
  load.seed = options.seed;
  load.total = options.submissions;
  load.threads = options.threads;
  load.busy_us = options.busy_us;
  ASSAY_ASSIGN_OR_RETURN(auto running, Load::Start(load));
  FaultFigures figures;
  Breaker breaker(*stage, options, figures);
  const auto long_since = [&] { return Clock::now() - begin > seconds(60 + options.kills * 5); };
  while (figures.kills < options.kills && !running->done() && !long_since()) {
    // Spread over the submissions: the seed decides what breaks after how many of them.
    const int64_t due = int64_t{options.submissions} * figures.kills / options.kills;
    if (running->acknowledged() >= due) {
      ASSAY_RETURN_IF_ERROR(breaker.Next());
      say(std::to_string(running->acknowledged()) + " submissions acknowledged, " +
          std::to_string(figures.kills) + " kills");
    } else {
      ASSAY_RETURN_IF_ERROR(stage->Revive());
      std::this_thread::sleep_for(milliseconds(1));
    }
  }
  while (!running->done() && !long_since()) {
    ASSAY_RETURN_IF_ERROR(stage->Revive());
    std::this_thread::sleep_for(milliseconds(10));
  }
  std::vector<Acknowledged> acknowledged;
  figures.load = running->Finish(acknowledged);
  ASSAY_RETURN_IF_ERROR(stage->Revive());
  const Status ended = WaitUntilEnded(stage->database(), seconds(120));
  ASSAY_ASSIGN_OR_RETURN(figures.history, Examine(stage->database(), acknowledged));
  if (!ended.ok()) figures.history.faults.push_back(ended.message());
  CompareWords(*stage, acknowledged, figures);
  SubmitSomeAgain(load, acknowledged, figures);
  for (const std::string& death : stage->deaths()) {
    figures.history.faults.push_back("died by itself: " + death);
  }
  ASSAY_RETURN_IF_ERROR(stage->Stop());
  for (const std::string& orphan : stage->Orphans()) {
    figures.history.faults.push_back("left behind: " + orphan);
  }
  figures.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return figures;
}

}  // namespace assay::fault
