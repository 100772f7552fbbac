#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "supervisor/config.h"
#include "supervisor/data_folder.h"
#include "supervisor/layout.h"
#include "supervisor/state.h"
#include "supervisor/unit.h"

namespace assay::supervisor {

struct PlannedUnit {
  std::string name;
  std::vector<std::string> needs;  // names of units that must be ready before its first start
  std::unique_ptr<Unit> unit;
};

struct Site {
  Layout layout;
  Config config;
  Accounts accounts;
  State state;
  std::filesystem::path programs;  // folder of assay-judge and the others
  // Where the services' user can execute them; often the same folder.
  std::filesystem::path service_programs;
};

// Services that have a port on the loopback, and roles of the database.
std::vector<std::string> PortServices();
std::vector<std::string> Roles();

// PostgreSQL, Redis, identity, judge, plagiarism, workers and gateway, in the order of their start.
std::vector<PlannedUnit> PlanUnits(const Site& site);

// kNotFound: a program is missing in the folder of programs.
Status CheckPrograms(const Site& site);

// By which a worker finds runsc, images and languages: those variables of our own environment.
std::vector<std::string> WorkerEnvironment();

// What every service that keeps things in PostgreSQL is told.
std::vector<std::string> DatabaseOptions(const Site& site, const std::string& role);

// "https://127.0.0.1:8443": where people reach the gateway.
std::string PublicUrl(const Config& config);

}  // namespace assay::supervisor
