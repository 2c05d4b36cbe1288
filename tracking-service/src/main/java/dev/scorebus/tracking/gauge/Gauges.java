package dev.scorebus.tracking.gauge;

/// Some gauges whose values come from the database or the broker.
public interface Gauges {
    /// Looks once, and sets them.
    void measure();
}
