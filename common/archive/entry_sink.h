#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

namespace assay {

// Takes what stands in an archive. Paths were checked by CheckEntryName.
class EntrySink {
 public:
  virtual ~EntrySink() = default;
  // A folder that is there already is no error; a file of that name is.
  virtual Status MakeFolder(const std::string& path) = 0;
  // kAlreadyExists when something of that name is there. Folders on the way are made.
  virtual Status BeginFile(const std::string& path, bool executable) = 0;
  virtual Status Write(std::string_view data) = 0;
  virtual Status EndFile() = 0;
};

}  // namespace assay
