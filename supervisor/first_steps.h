#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "supervisor/board.h"
#include "supervisor/services.h"

namespace assay::supervisor {

// After the first start: the first administrator with a token in secrets/admin.token; for a
// demonstration also an instructor and two students. Who is there already is left alone.
Status MakeFirstPeople(const Site& site, bool demo, Board& board);

// Problems of the examples in course "demo", put there through the gateway as an instructor would.
// Once: a file DATA/demo says that it was done.
Status MakeDemoCourse(const Site& site, Board& board);

// Address, certificate, tokens, and a command to try: for a person who has just started it.
std::vector<std::string> HowToGoOn(const Site& site);

}  // namespace assay::supervisor
