package dev.scorebus.bridge;

import java.nio.file.Path;

/// The version of a model that a program works with.
///
/// @param folder where its files are
public record ModelFolder(String name, String version, Path folder) {}
