#pragma once

#include <map>
#include <string>
#include <vector>

#include "assay/courses/v1/cartridges.pb.h"
#include "lms/courses/cartridge/cartridge.h"
#include "lms/courses/service/core.h"

namespace assay::courses {

// A cartridge beside the course that it is to come into.
struct CartridgePlan {
  cartridge::Cartridge cartridge;
  struct State {
    std::string digest;  // of the entry as it came
    bool wanted = true;  // by who imports
    int64_t id = 0;      // of what is in the course; 0: nothing
    int64_t module = 0;  // that it stands in
    bool taken = false;  // it is to be made
  };
  std::vector<State> states;  // by entries
};

// Digests, which must be the same whenever the same file is read.
void FillDigests(CartridgePlan& plan);
// Which of the entries are in the course, and so which are to be made.
Status FindKnown(database::Connection& connection, const v1::ImportCartridgeRequest& request,
                 CartridgePlan& plan);
// Makes what is to be made, within the caller's transaction; ids are filled in. Modules that are
// made are written into `modules` by their places in the cartridge.
Status MakeAll(database::Connection& connection, const v1::ImportCartridgeRequest& request,
               CartridgePlan& plan, std::map<size_t, int64_t>& modules);
// The module that has the entries of that one which are in the course; 0: none.
int64_t KnownModule(const CartridgePlan& plan, size_t module);

}  // namespace assay::courses
