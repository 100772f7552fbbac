#pragma once

#include <cstdint>
#include <vector>

#include "plagiarism/source/tree.h"

// What a program computes from what, and under which conditions, without its names, its order, its
// types, and the way in which it is cut into variables, functions and loops.
namespace assay::plagiarism {

// A condition that decides whether something happens.
struct Control {
  bool loop = false;
  uint64_t code = 0;  // the operation of its condition; 0: none
  uint32_t outer = kNoNode;
  uint32_t function = 0;
};

struct Operation {
  uint64_t code = 0;
  uint32_t begin = 0, end = 0;      // bytes
  uint32_t control = kNoNode;       // the nearest
  std::vector<uint32_t> producers;  // operations whose results it uses, also through variables
};

struct Flow {
  std::vector<Operation> operations;
  std::vector<Control> controls;
};

// Bounded: at most 8 producers each, expressions to a depth of 100.
Flow FlowOf(const SourceTree& source);

}  // namespace assay::plagiarism
