package dev.scorebus.model;

/// What values a feature has.
public enum FeatureType {
    /// A finite number.
    NUMBER,
    /// True or false; 1 and 0 are accepted.
    BOOLEAN,
    /// One of a list of words that was fixed when the model was trained.
    CATEGORY
}
