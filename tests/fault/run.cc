#include "tests/fault/run.h"

#include <algorithm>
#include <thread>

#include "tests/fault/breaker.h"

namespace assay::fault {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// How long after a fault the next submission was acknowledged; of several faults before one
// acknowledgement the first counts.
class Recovery {
 public:
  void Broken(Clock::time_point when, int acknowledged) {
    if (!broken_) since_ = when;
    broken_ = true;
    before_ = acknowledged;
  }
  void Look(int acknowledged) {
    if (!broken_ || acknowledged == before_) return;
    longest_ = std::max(longest_, Clock::now() - since_);
    broken_ = false;
  }
  double longest() const { return std::chrono::duration<double>(longest_).count(); }

 private:
  bool broken_ = false;
  Clock::time_point since_;
  int before_ = 0;
  Clock::duration longest_{0};
};

void CompareWords(const LoadOptions& load, const std::vector<Acknowledged>& acknowledged,
                  FaultFigures& figures) {
  for (const Acknowledged& one : acknowledged) {
    if (one.final_word.empty() || figures.history.faults.size() >= 20) continue;
    ++figures.checked_words;
    auto word = FinalWord(load, one);
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
    auto id = SubmitAgain(load, acknowledged[i]);
    if (!id.ok() || *id != acknowledged[i].id) {
      figures.history.faults.push_back("submitted again, " + acknowledged[i].key + " is not " +
                                       acknowledged[i].id + ": " +
                                       (id.ok() ? *id : id.status().ToString()));
    }
  }
}

// How many submissions there are when so many kills have been.
int DueAt(const FaultOptions& options, int kills) {
  return static_cast<int>(int64_t{options.submissions} * kills / std::max(1, options.kills));
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
  if (options.stage.door) {
    load.door = stage->door_target();
    load.token = stage->token();
  }
  load.total = options.submissions;
  load.threads = options.threads;
  load.busy_us = options.busy_us;
  ASSAY_ASSIGN_OR_RETURN(auto running, Load::Start(load));
  FaultFigures figures;
  Breaker breaker(*stage, options.stage, options.seed);
  Recovery recovery;
  const auto long_since = [&] { return Clock::now() - begin > options.patience; };
  while (breaker.kills() < options.kills && !running->done() && !long_since()) {
    const int count = running->acknowledged();
    recovery.Look(count);
    running->Allow(DueAt(options, breaker.kills() + 2) + options.threads);
    // Spread over the submissions: the seed decides what breaks after how many of them.
    if (count >= DueAt(options, breaker.kills())) {
      const auto when = Clock::now();
      ASSAY_RETURN_IF_ERROR(breaker.Next());
      recovery.Broken(when, count);
      say(std::to_string(count) + " submissions acknowledged, " + std::to_string(breaker.kills()) +
          " kills");
    } else {
      ASSAY_RETURN_IF_ERROR(stage->Revive());
      std::this_thread::sleep_for(milliseconds(1));
    }
  }
  running->Allow(options.submissions);
  while (!running->done() && !long_since()) {
    recovery.Look(running->acknowledged());
    ASSAY_RETURN_IF_ERROR(stage->Revive());
    std::this_thread::sleep_for(milliseconds(10));
  }
  figures.kills = breaker.kills();
  figures.faults = breaker.faults();
  figures.longest_recovery_s = recovery.longest();
  std::vector<Acknowledged> acknowledged;
  figures.load = running->Finish(acknowledged);
  ASSAY_RETURN_IF_ERROR(stage->Revive());
  const Status ended = WaitUntilEnded(stage->database(), seconds(120));
  ASSAY_ASSIGN_OR_RETURN(figures.history, Examine(stage->database(), acknowledged));
  if (!ended.ok()) {
    figures.history.faults.push_back(ended.message());
    for (const std::string& part : stage->parts()) {
      figures.history.faults.push_back("log of " + part + ": " + stage->LogOf(part));
    }
  }
  CompareWords(load, acknowledged, figures);
  SubmitSomeAgain(load, acknowledged, figures);
  for (const std::string& death : stage->deaths()) {
    figures.history.faults.push_back("died by itself: " + death);
  }
  for (const std::string& left : stage->leftovers()) {
    figures.history.faults.push_back("left behind by a kill, " + left);
  }
  figures.longest_cleanup = stage->longest_cleanup();
  figures.longest_death = stage->longest_death();
  figures.identity_restarts = stage->identity_restarts();
  ASSAY_RETURN_IF_ERROR(stage->Stop());
  for (const std::string& orphan : stage->Orphans()) {
    figures.history.faults.push_back("left behind: " + orphan);
  }
  figures.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return figures;
}

}  // namespace assay::fault
