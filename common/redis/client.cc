#include "common/redis/client.h"

#include <openssl/evp.h>

#include <array>

#include "common/redis/cluster.h"
#include "common/redis/endpoint.h"
#include "common/redis/node.h"

namespace assay::redis {
namespace {

std::string Sha1Hex(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
    size = 0;  // an empty name is one that no server knows
  }
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[digest[i] >> 4U];
    hex += kDigits[digest[i] & 15U];
  }
  return hex;
}

class SingleClient final : public Client {
 public:
  SingleClient(const Url& url, const Options& options)
      : timeout_(options.command_timeout), node_(url.endpoints.front(), url.database, options) {}

  Result<std::vector<Value>> Pipeline(const std::vector<Command>& commands,
                                      Timeout timeout) override {
    bool sent = false;
    return node_.Exchange(commands, std::chrono::steady_clock::now() + timeout.value_or(timeout_),
                          sent);
  }
  Stats stats() const override { return node_.stats(); }

 private:
  const std::chrono::milliseconds timeout_;
  Node node_;
};

Status Unexpected(std::string_view command) {
  return DataLoss("redis: an unexpected kind of reply to " + std::string(command));
}

Command EvalCommand(std::string verb, const std::string& script,
                    const std::vector<std::string>& keys,
                    const std::vector<std::string>& arguments) {
  Command command = {std::move(verb), script, std::to_string(keys.size())};
  command.insert(command.end(), keys.begin(), keys.end());
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

Script::Script(std::string text) : text_(std::move(text)), sha1_(Sha1Hex(text_)) {}

Result<std::unique_ptr<Client>> Client::Create(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const Url url, ParseUrl(options.url));
  if (url.endpoints.front().tls && options.roots.empty()) {
    return InvalidArgument(options.url + ": TLS needs the roots to believe");
  }
  if (options.certificate.empty() != options.key.empty()) {
    return InvalidArgument("redis: a certificate and its key are given together");
  }
  if (options.max_connections == 0 || options.failures_until_open < 1) {
    return InvalidArgument("redis: max_connections and failures_until_open are 1 at least");
  }
  if (url.cluster) return MakeClusterClient(url, options);
  return std::unique_ptr<Client>(std::make_unique<SingleClient>(url, options));
}

Result<Value> Client::Call(const Command& command, Timeout timeout) {
  ASSAY_ASSIGN_OR_RETURN(auto replies, Pipeline({command}, timeout));
  ASSAY_RETURN_IF_ERROR(ErrorOf(replies.front()));
  return std::move(replies.front());
}

Result<Value> Client::Eval(const Script& script, const std::vector<std::string>& keys,
                           const std::vector<std::string>& arguments, Timeout timeout) {
  auto reply = Call(EvalCommand("EVALSHA", script.sha1(), keys, arguments), timeout);
  if (reply.ok() || reply.status().code() != StatusCode::kNotFound) return reply;
  return Call(EvalCommand("EVAL", script.text(), keys, arguments), timeout);
}

Result<std::optional<std::string>> Client::Get(const std::string& key) {
  ASSAY_ASSIGN_OR_RETURN(Value reply, Call({"GET", key}));
  if (reply.IsNull()) return std::optional<std::string>();
  if (reply.kind != Value::Kind::kString) return Unexpected("GET");
  return std::optional<std::string>(std::move(reply.text));
}

Status Client::Set(const std::string& key, const std::string& value,
                   std::chrono::milliseconds ttl) {
  Command command = {"SET", key, value};
  if (ttl.count() > 0) command.insert(command.end(), {"PX", std::to_string(ttl.count())});
  return Call(command).status();
}

Result<bool> Client::Delete(const std::string& key) {
  ASSAY_ASSIGN_OR_RETURN(const Value reply, Call({"DEL", key}));
  return reply.integer > 0;
}

Status Client::Ping() { return Call({"PING"}).status(); }

}  // namespace assay::redis
