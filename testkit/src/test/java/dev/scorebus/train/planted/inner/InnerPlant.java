package dev.scorebus.train.planted.inner;

/// What no other service may know.
public record InnerPlant() {}
