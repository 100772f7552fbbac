#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "supervisor/board.h"
#include "supervisor/services.h"

namespace assay::supervisor {

// After the first start: the first administrator with a token in secrets/admin.token, and for a
// demonstration an instructor, two students and the problems of course "demo". What stands already
// is left alone.
Status MakeFirstPeople(const Site& site, bool demo, Board& board);

// Address, certificate, tokens, and a command to try: for a person who has just started it.
std::vector<std::string> HowToGoOn(const Site& site);

}  // namespace assay::supervisor
