#pragma once

#include <memory>
#include <string>

#include "sandbox/native/jail.h"
#include "sandbox/native/protocol.h"
#include "sandbox/native/run_group.h"
#include "sandbox/native/slot.h"
#include "sandbox/native/watch.h"
#include "sandbox/outcome.h"

// Runs one command after another in a slot: prepares a jail ahead of need, starts the command in
// it, watches the limits, and says how it ended. Lives in the helper, on its only thread.
//
// What can be done beside a run is: the next jail is made while the program runs, and the mounts of
// the last run are taken down then, not between its end and the answer.
namespace assay::sandbox::native {

class Supervisor {
 public:
  // `library` is the socket to the library (borrowed): a kill message, or its end, ends a run.
  Supervisor(Slot& slot, int library) : slot_(slot), groups_(slot), library_(library) {}

  // After a run, when nobody waits: takes down what it left and makes the next jail, for the
  // scratch view of /work, where that has not been done. After a failure the next Run tries again
  // and reports it.
  void Settle();
  // Gives up what was prepared (the image or the work folder changed) and all that is left of runs.
  void Discard();

  // Runs to the end. A Status means that the sandbox failed. `library_gone` is set when the
  // library's end of the socket closed: the run was killed and nobody wants the answer.
  Result<Message> Run(Received& request, std::string* file_at_limit, bool* library_gone);

 private:
  struct Prepared {
    RunGroup group;
    Jail jail;
    UniqueFd listener;   // forbidden system calls; set, as the next two, when the jail is ready
    UniqueFd mounts;     // keeps its mount namespace
    pid_t program = -1;  // host pid of what becomes the program
    explicit Prepared(SlotGroups::Started started)
        : group(std::move(started.group)), jail(std::move(started.jail)) {}
    ~Prepared();
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
    bool ready() const { return program > 0; }
  };
  // What is known of a run while it goes on.
  struct Running {
    Prepared& jail;
    Watch watch;
    Message result;
    Limit limit = Limit::kNone;
    bool ended = false, reports_open = true;
    std::string* file_at_limit = nullptr;
    bool* library_gone = nullptr;
    void Kill(Limit why);
  };

  Result<std::unique_ptr<Prepared>> Begin(bool keep_work);
  static Status Finish(Prepared& prepared);
  // A jail that is ready: the prepared one where it will do, else a new one.
  Result<std::unique_ptr<Prepared>> Take(const Message& limits);
  void BeginNext();
  void FinishNext();

  Status Follow(Running& run);
  static Status TakeReport(Running& run);
  static void TakeForbiddenCall(Running& run, bool there);
  void TakeOrder(Running& run) const;
  Status Conclude(const Message& limits, Running& run);

  Slot& slot_;
  SlotGroups groups_;
  int library_;
  std::unique_ptr<Prepared> prepared_;
  UniqueFd last_mounts_;  // keeps the last run's mount namespace, which takes long to take down
};

}  // namespace assay::sandbox::native
