/// The main job on real data: train on pull requests, replay them through a topic, score them with explanations, and prove
/// that nothing was lost or doubled.
@NullMarked
package dev.scorebus.cli.demo;

import org.jspecify.annotations.NullMarked;
