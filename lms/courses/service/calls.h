#pragma once

#include "assay/courses/v1/courses.pb.h"
#include "lms/courses/service/core.h"

// The calls of CoursesService without gRPC: a function each, by the area in calls_*.cc. Each may
// wait for the database; everything is bound to the viewer's tenant, and what they may not know of
// is kNotFound. kInvalidArgument begins with the field.
namespace assay::courses {

#define ASSAY_COURSES_CALLS(X)                                        \
  X(ListCourses, ListCoursesRequest, MyCourses)                       \
  X(GetCourse, CourseRequest, CoursePage)                             \
  X(PutCourse, PutCourseRequest, Course)                              \
  X(CopyCourse, CopyCourseRequest, Course)                            \
  X(ListTerms, TenantRequest, Terms)                                  \
  X(PutTerm, PutTermRequest, Term)                                    \
  X(DeleteTerm, TermRequest, Empty)                                   \
  X(PutSection, PutSectionRequest, Section)                           \
  X(DeleteSection, SectionRequest, Empty)                             \
  X(ListPeople, CourseRequest, People)                                \
  X(PutAccommodation, PutAccommodationRequest, Member)                \
  X(PutModule, PutModuleRequest, Module)                              \
  X(DeleteModule, ItemRequest, Empty)                                 \
  X(ListModules, CourseRequest, Modules)                              \
  X(PutPage, PutPageRequest, Page)                                    \
  X(GetPage, ItemRequest, Page)                                       \
  X(DeletePage, ItemRequest, Empty)                                   \
  X(ListAssignments, CourseRequest, Assignments)                      \
  X(PutAssignment, PutAssignmentRequest, Assignment)                  \
  X(DeleteAssignment, ItemRequest, Empty)                             \
  X(GetAssignment, ItemRequest, AssignmentPage)                       \
  X(CheckSubmission, CheckSubmissionRequest, CheckSubmissionResponse) \
  X(StartExam, StartExamRequest, ExamState)                           \
  X(SaveDraft, SaveDraftRequest, Draft)                               \
  X(GetDraft, ItemRequest, Draft)                                     \
  X(PutGroups, PutGroupsRequest, Groups)                              \
  X(ListGroups, ItemRequest, Groups)                                  \
  X(RequestExtension, RequestExtensionRequest, ExtensionRequest)      \
  X(ListExtensions, CourseRequest, Extensions)                        \
  X(DecideExtension, DecideExtensionRequest, ExtensionRequest)        \
  X(GrantExtensions, GrantExtensionsRequest, Extensions)              \
  X(ListGrades, ItemRequest, Grades)                                  \
  X(GetGrade, GradeRequest, GradeDetail)                              \
  X(PutGrade, PutGradeRequest, GradeDetail)                           \
  X(PublishGrades, PublishGradesRequest, Assignment)                  \
  X(RequestRegrade, RequestRegradeRequest, Regrade)                   \
  X(ListRegrades, CourseRequest, Regrades)                            \
  X(DecideRegrade, DecideRegradeRequest, Regrade)                     \
  X(MyGrades, CourseRequest, StudentGrades)                           \
  X(WhatIf, WhatIfRequest, StudentGrades)                             \
  X(GetGradebook, CourseRequest, Document)                            \
  X(ExportGradebook, CourseRequest, Document)                         \
  X(ImportGradebook, ImportGradebookRequest, ImportResult)            \
  X(PutScheme, PutSchemeRequest, Scheme)                              \
  X(GetDashboard, CourseRequest, Document)                            \
  X(ListAnnouncements, CourseRequest, Announcements)                  \
  X(PutAnnouncement, PutAnnouncementRequest, Announcement)            \
  X(DeleteAnnouncement, ItemRequest, Empty)                           \
  X(ListTopics, CourseRequest, Topics)                                \
  X(PutTopic, PutTopicRequest, Topic)                                 \
  X(GetTopic, ItemRequest, TopicPage)                                 \
  X(PutPost, PutPostRequest, Post)                                    \
  X(DeletePost, ItemRequest, Empty)                                   \
  X(ListNotifications, TenantRequest, Notifications)                  \
  X(ReadNotifications, ReadNotificationsRequest, Notifications)       \
  X(ListAnnotations, SubmissionRequest, Annotations)                  \
  X(PutAnnotation, PutAnnotationRequest, Annotation)                  \
  X(DeleteAnnotation, ItemRequest, Empty)                             \
  X(ListComments, CourseRequest, Comments)                            \
  X(PutComment, PutCommentRequest, Comment)                           \
  X(DeleteComment, ItemRequest, Empty)

#define ASSAY_COURSES_DECLARE(Name, Request, Response) \
  Result<v1::Response> Name(Core& core, const v1::Request& request);
namespace calls {
ASSAY_COURSES_CALLS(ASSAY_COURSES_DECLARE)
}  // namespace calls
#undef ASSAY_COURSES_DECLARE

}  // namespace assay::courses
