package dev.scorebus.gateway.table;

/// A service behind the gateway.
public enum Service {
    SCORE("score"),
    TRAIN("train"),
    TRACKING("tracking");

    private final String id;

    Service(String id) {
        this.id = id;
    }

    /// Its short name, as it prefixes names in the OpenAPI document.
    public String id() {
        return id;
    }

    /// Its full name, as it is called in messages and logs.
    @Override
    public String toString() {
        return id + "-service";
    }
}
