#pragma once

#include <filesystem>
#include <memory>

#include "common/status.h"

namespace assay::judge {

// The processors of a machine, shared by its workers through locks in one folder, so that a
// submission that is alone may use more than one and gives way when another comes. A worker that
// dies gives back what it held. Thread-safe.
class Processors {
 public:
  // Makes the folder where it is not there. `count` is the machine's.
  static Result<Processors> Open(std::filesystem::path folder, unsigned count);

  // One that nobody holds, until what is returned is gone; null: all are taken.
  std::shared_ptr<void> Take() const;

 private:
  Processors(std::filesystem::path folder, unsigned count)
      : folder_(std::move(folder)), count_(count) {}
  std::filesystem::path folder_;
  unsigned count_;
};

}  // namespace assay::judge
