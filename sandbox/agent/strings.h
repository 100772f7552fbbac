#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace assay::sandbox::agent {

// Points at each string of a list (protocol.h's IsStringList), and at nothing behind the last. The
// list lies in memory of the agent's own, and may be handed to execve as it is.
inline void SplitList(std::string_view list, uint32_t count, char** pointers) {
  char* at = const_cast<char*>(list.data());
  for (uint32_t i = 0; i < count; ++i) {
    pointers[i] = at;
    at += std::strlen(at) + 1;
  }
  pointers[count] = nullptr;
}

}  // namespace assay::sandbox::agent
