#pragma once

#include <map>
#include <string>

#include "assay/judge/v1/job.pb.h"
#include "grader/report.h"
#include "judge/worker/job.h"

// What the grader says, in the contract's words. Every text is valid UTF-8 and has a bound.
namespace assay::judge {

// Verdict, points and figures; no report_sha256. Points are numbers, and never above the most there
// are: packages may say otherwise, and the judge takes such figures for a worker's lies.
pb::JobResult ToResult(const grader::Report& report);

// A judge error that another machine may not have: nothing of the report counts.
bool MachineFailed(const grader::Report& report);

// Why a judge error is one, for the people who look after the machine; never a student's text.
std::string ReasonOf(const grader::Report& report);

// A serialised ReportBundle: the report as each kind of viewer may see it, and the instructor's
// page. `sources` are shown in the latter. Never more than `max_bytes`: excerpts are left out
// first, then all but the tests' verdicts, then the page.
std::string MakeBundle(grader::Report report, const std::map<std::string, std::string>& sources,
                       size_t max_bytes = 60U << 20U);

// What the contract tells of an event; `event` is not set for those that it does not tell.
pb::JobEvent ToJobEvent(const grader::Event& event);

}  // namespace assay::judge
