package dev.scorebus.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What values a feature has.
public enum FeatureType {
    /// A finite number.
    @JsonProperty("number")
    NUMBER,
    /// True or false; 1 and 0 are accepted.
    @JsonProperty("boolean")
    BOOLEAN,
    /// One of a list of words that was fixed when the model was trained.
    @JsonProperty("category")
    CATEGORY
}
