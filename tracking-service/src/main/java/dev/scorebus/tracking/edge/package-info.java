/// The edges towards people and machines: problems as RFC 9457 documents, and health.
@NullMarked
package dev.scorebus.tracking.edge;

import org.jspecify.annotations.NullMarked;
