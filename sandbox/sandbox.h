#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"
#include "sandbox/limits.h"
#include "sandbox/outcome.h"

// The one interface behind which untrusted code runs.
//
//   auto factory = NativeFactory::Create({});                       // or GvisorFactory
//   auto box = (*factory)->Create({.image = image});                // a sandbox for one submission
//   (*box)->PutFile("a.py", source);
//   auto outcome = (*box)->Run({.argv = {"/usr/bin/python3", "a.py"}, .stdin_bytes = "3 4\n"});
//   // outcome->limit, outcome->exit_code, outcome->out …
//
// A Sandbox runs commands one after another and is destroyed; it is never shared between
// submissions.
namespace assay::sandbox {

// A root filesystem that was built and verified elsewhere (runtime-images). Read-only to every
// sandbox.
struct RootImage {
  std::string name;              // "python"
  std::string digest;            // "sha256:…" of its content; the key of every cache
  std::filesystem::path rootfs;  // a folder
  std::filesystem::path erofs;   // the same tree as one EROFS file; empty where there is none
  // Commands that a warm sandbox runs once before it is handed out (loads an interpreter's files).
  std::vector<std::vector<std::string>> warm_up;
};

struct SandboxSpec {
  RootImage image;
  DiskLimits disk;
  // The most memory any run of this sandbox may be given; a backend sizes its outer wall by it.
  uint64_t max_memory_bytes = 2 * kGiB;
};

// How a run sees /work.
enum class Work : uint8_t {
  kScratch,  // sees the files, may change them; what it changed is gone after the run (tests)
  kKeep,     // changes stay for the next run (compilation)
};

struct OutputSpec {
  uint64_t keep_bytes = 64 * kKiB;  // how much is kept in Outcome; the rest is counted and dropped
  // Everything goes to this pipe, stream socket or file as well (borrowed; may be a blocking one).
  // A reader that is slow holds the program up, whose wall and idle time go on; it has until the
  // wall limit to take the rest. Of one that is gone, the bytes are dropped and the program goes
  // on. What was not taken is Evidence::undelivered_bytes.
  int fd = -1;
  // Called once, by the thread that is in Run, when the program and all its children have closed
  // this output, perhaps long before they end, and fd took all of it: the caller may close its fd.
  std::function<void()> at_end = {};
};

struct RunSpec {
  std::vector<std::string> argv;  // argv[0] is an absolute path in the image or relative to cwd
  std::vector<std::string> env;   // the whole environment; empty: DefaultEnvironment()
  std::string cwd = "/work";
  // Fed to the program; one that does not read it does no harm. Borrowed until Run returns, so that
  // a mapped file goes in without a copy: never a temporary string.
  std::string_view stdin_bytes;
  // Instead of stdin_bytes, for interactive runs: the read end of a pipe, or a file opened for
  // reading only, since native gives it to the program as it is (borrowed). It may be the other end
  // of another run's OutputSpec::fd: each run in a thread, which closes the run's two ends when Run
  // returns, so that the other run sees the end of its input and is not held up by its output.
  int stdin_fd = -1;
  OutputSpec out;
  OutputSpec err;
  Limits limits;
  Work work = Work::kScratch;
  std::stop_token stop;  // asks for the end: Limit::kCancelled
};

// PATH, HOME=/tmp, LANG=C.UTF-8, TMPDIR=/tmp.
const std::vector<std::string>& DefaultEnvironment();

struct CollectLimits {
  uint64_t max_files = 256;
  uint64_t max_file_bytes = 64 * kMiB;
  uint64_t max_total_bytes = 128 * kMiB;
  uint32_t max_depth = 32;
};

struct CollectedFile {
  std::string path;  // relative to /work, as bytes: not necessarily UTF-8
  std::string data;
  unsigned mode = 0644;
};

struct Collected {
  std::vector<CollectedFile> files;
  std::vector<std::string> refused;  // "link: symbolic link", "big: 70000000 bytes, more than …"
};

// Used by one thread at a time. Destroying it ends every process in it and frees all it held.
class Sandbox {
 public:
  virtual ~Sandbox() = default;

  // Puts a file below /work, making folders on the way. `path` is relative, without "..", not
  // empty. Replaces what is there. Mode is 0644 or 0755.
  virtual Status PutFile(std::string_view path, std::string_view data, unsigned mode = 0644) = 0;

  // Runs to its end, its limit, or the stop token. A Status means that the sandbox is broken:
  // destroy it.
  virtual Result<Outcome> Run(const RunSpec& spec) = 0;

  // Regular files below /work that earlier kKeep runs and PutFile left, never through a link.
  virtual Result<Collected> Collect(const CollectLimits& limits) = 0;

  // This command, with this environment and stack limit, will be run several times: a hint, once,
  // before or between runs. gVisor has the language's interpreter started once and copies it, where
  // the image can do that (`zygote` of a language); the program sees no difference but that its
  // hash seed and addresses are those of the last run.
  virtual void Expect(const RunSpec&) {}

  // False once nothing more can be run in it (gVisor: the outer wall had to kill it).
  virtual bool alive() const = 0;
};

// Thread-safe. Outlives its sandboxes.
class SandboxFactory {
 public:
  virtual ~SandboxFactory() = default;
  virtual std::string_view name() const = 0;  // "native", "gvisor"
  virtual Result<std::unique_ptr<Sandbox>> Create(const SandboxSpec& spec) = 0;
};

}  // namespace assay::sandbox
