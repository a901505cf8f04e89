// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/render_face.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/synthetic/backdrop.h"
#include "core/data/synthetic/body_parts.h"
#include "core/data/synthetic/camera.h"
#include "core/data/synthetic/canvas.h"
#include "core/data/synthetic/face_paint.h"
#include "core/data/synthetic/lighting.h"
#include "core/data/synthetic/view.h"

namespace lafs::synthetic {

namespace {

constexpr float kBodyShare = 0.3f;  ///< of the head's turn that the shoulders follow

/// Where the picture's points land, and the frame that follows from them.
struct Placement {
  View head;
  PictureFrame frame;  ///< to pixels
  std::vector<float> landmarks;
};

Placement place(const HeadShape& shape, const PhotoConditions& c, Domain domain, int side) {
  Placement placement{View(c, 1), {}, {}};
  std::vector<Point2> projected;
  for (const Point3& p : landmarkPoints(shape)) {
    projected.push_back(placement.head.project(placement.head.turn(p)));
  }
  std::array<Point2, 5> five;
  std::copy(projected.begin(), projected.begin() + 5, five.begin());
  PictureFrame frame = framePicture(c, domain, five);
  const float scale = side / 112.f;
  const float centre = 0.5f * (scale - 1);  // pixel centres stay at whole numbers
  frame = {frame.a * scale, frame.b * scale, frame.c * scale + centre, frame.d * scale + centre};
  placement.frame = frame;
  for (const Point2& p : projected) {
    const Point2 at = frame.apply(p);
    placement.landmarks.push_back(at.x);
    placement.landmarks.push_back(at.y);
  }
  return placement;
}

/// Working memory of one thread: a picture takes a few hundred kilobytes, always the same.
struct Studio {
  HeadMesh head;
  std::vector<SurfaceMesh> headParts, bodyParts, nearParts;
  std::vector<float> pixels;
};

void dressStage(const Sitter& sitter, Studio& studio) {
  studio.headParts.clear();
  studio.bodyParts.clear();
  studio.nearParts.clear();
  buildHeadMesh(sitter.shape, studio.head);
  paintSkin(sitter, studio.head);
  growBeard(sitter, studio.head);
  paintFeatures(sitter, studio.head);
  dressHead(sitter, studio.head);
  addHeadParts(sitter, studio.headParts);
  addBodyParts(sitter, studio.bodyParts);
  addOccluder(sitter, studio.nearParts);
}

template <typename Visit>
void eachSheet(Studio& studio, Visit&& visit) {
  for (SurfaceMesh& part : studio.bodyParts) visit(part);
  visit(studio.head.sheet);
  for (SurfaceMesh& part : studio.headParts) visit(part);
  for (SurfaceMesh& part : studio.nearParts) visit(part);
}

}  // namespace

FacePicture renderFace(const FaceTraits& person, const PhotoConditions& c, Domain domain,
                       int side) {
  require(side > 0 && side % 16 == 0, "the side of a picture is a multiple of 16");
  thread_local Studio studio;
  thread_local Canvas canvas(side);
  if (canvas.side() != side) canvas = Canvas(side);
  const FaceTraits traits = atAge(person, c.age);
  const HeadShape shape(traits, c);
  const Placement placement = place(shape, c, domain, side);
  dressStage({traits, c, shape}, studio);

  const View body(c, kBodyShare);
  for (SurfaceMesh& part : studio.bodyParts) body.turn(part);
  placement.head.turn(studio.head.sheet);
  for (SurfaceMesh& part : studio.headParts) placement.head.turn(part);

  ShadowMap shadows(c);
  eachSheet(studio, [&](const SurfaceMesh& sheet) { shadows.add(sheet); });
  paintBackdrop(c, side, studio.pixels);
  canvas.fill(studio.pixels);
  eachSheet(studio, [&](SurfaceMesh& sheet) {
    light(c, shadows, sheet);
    canvas.draw(sheet, placement.head, placement.frame);
  });
  canvas.resolve(studio.pixels);
  return {develop(c, studio.pixels, side), placement.landmarks};
}

std::vector<float> locateLandmarks(const FaceTraits& person, const PhotoConditions& c,
                                   Domain domain, int side) {
  const FaceTraits traits = atAge(person, c.age);
  return place(HeadShape(traits, c), c, domain, side).landmarks;
}

}  // namespace lafs::synthetic
