// A gateway before services in memory, for tests in other languages. It prints its routes ("GET
// /v1/me"), an empty line and its port, then does what its input says: "publish ID NAME", "finish
// ID". It ends with its input.
#include <grpcpp/channel.h>

#include <iostream>
#include <sstream>

#include "lms/gateway/gateway.h"
#include "lms/gateway/test_services.h"

namespace {

namespace gateway = assay::gateway;

void Obey(gateway::TestServices& services, const std::string& line) {
  std::istringstream words(line);
  std::string verb;
  std::string id;
  std::string name;
  words >> verb >> id >> name;
  if (verb == "finish") services.Finish(id);
  if (verb == "publish") {
    assay::judge::v1::SubmissionEvent event;
    event.mutable_test()->set_name(name);
    event.mutable_test()->set_verdict("AC");
    services.Publish(id, event);
  }
  std::cout << "ok" << std::endl;
}

}  // namespace

int main() {
  gateway::TestServices services;
  assay::metrics::Registry registry;
  gateway::GatewayOptions options;
  options.plagiarism = services.plagiarism_channel();
  options.operators = "t1";  // of all the people of TestServices
  options.rates = {};
  options.rates.address = options.rates.token = options.rates.failures = 0;
  const auto started =
      gateway::Gateway::Start(options, services.judge_channel(), services.identity_channel(),
                              assay::log::Logger(), registry, nullptr);
  if (!started.ok()) {
    std::cerr << started.status().ToString() << "\n";
    return 1;
  }
  for (const auto& [method, pattern] : (*started)->routes())
    std::cout << method << " " << pattern << "\n";
  std::cout << "\n" << (*started)->port() << std::endl;
  for (std::string line; std::getline(std::cin, line);) Obey(services, line);
  return 0;
}
