#pragma once

#include <memory>
#include <string>

#include "sandbox/native/jail.h"
#include "sandbox/native/protocol.h"
#include "sandbox/native/run_group.h"
#include "sandbox/native/slot.h"
#include "sandbox/outcome.h"

// Runs one command after another in a slot: prepares a jail ahead of need, starts the command in
// it, watches the limits, and says how it ended. Lives in the helper, on its only thread.
namespace assay::sandbox::native {

class Supervisor {
 public:
  // `library` is the socket to the library (borrowed): a kill message, or its end, ends a run.
  Supervisor(Slot& slot, int library) : slot_(slot), groups_(slot), library_(library) {}

  // Makes the cgroup and the namespaces of the next run, for the scratch view of /work. After a
  // failure the next Run tries again and reports it.
  void Prepare();
  // Gives up what was prepared (the image or the work folder changed).
  void Discard() { prepared_.reset(); }

  // Runs to the end. A Status means that the sandbox failed. `library_gone` is set when the
  // library's end of the socket closed: the run was killed and nobody wants the answer.
  Result<Message> Run(const Received& request, std::string* file_at_limit, bool* library_gone);

 private:
  struct Prepared {
    RunGroup group;
    Jail jail;
    UniqueFd listener;   // forbidden system calls
    pid_t program = -1;  // host pid of what becomes the program
    explicit Prepared(SlotGroups::Started started)
        : group(std::move(started.group)), jail(std::move(started.jail)) {}
    ~Prepared();
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
  };
  Result<std::unique_ptr<Prepared>> Make(bool keep_work);

  Slot& slot_;
  SlotGroups groups_;
  int library_;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace assay::sandbox::native
