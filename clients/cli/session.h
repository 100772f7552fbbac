#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "clients/cli/api.h"
#include "clients/cli/credentials.h"
#include "clients/cli/terminal.h"
#include "common/status.h"

namespace CLI {
class App;
}

// Which server is meant, and who we are there.
namespace assay::client {

struct ServerFlags {
  std::string server = {};                // --server
  std::filesystem::path cacert = {};      // --cacert
  std::filesystem::path token_file = {};  // --token-file
};
// Adds the three; `flags` outlives the parsing.
void AddServerOptions(CLI::App& app, ServerFlags& flags);

// What is around the program: the environment, what was signed in to, an `assay up` on this
// machine.
struct Surroundings {
  std::string server, cacert, token_file;  // $ASSAY_SERVER, $ASSAY_CACERT, $ASSAY_TOKEN_FILE
  Credentials credentials;
  std::filesystem::path local_data;  // the data folder of `assay up`
};
Result<Surroundings> LookAround();

struct Choice {
  std::string server;
  std::filesystem::path roots;       // empty: the system's
  std::string token;                 // empty: none
  std::filesystem::path token_file;  // where it is to be read from, in its place
};
inline constexpr const char* kLocalServer = "https://127.0.0.1:8443";

// The server: the flag, $ASSAY_SERVER, the one signed in to, else this machine's `assay up`. The
// token: of the file that is named, else the one that was kept for that very server; on this
// machine without either, the administrator's of `assay up`, which only who runs it can read. The
// authority: what is named, what was kept, for the loopback that of `assay up`.
Result<Choice> Choose(const ServerFlags& flags, const Surroundings& surroundings);

// The API of the server that is meant, with its token. kUnauthenticated: there is none.
Result<std::unique_ptr<Api>> OpenApi(const ServerFlags& flags, Terminal& terminal);

// A verb of the command line that was chosen; its exit code.
using Chosen = std::function<int()>;

}  // namespace assay::client
