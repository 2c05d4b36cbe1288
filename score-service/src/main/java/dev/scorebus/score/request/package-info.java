/// Scoring by REST: Open Inference Protocol v2, KServe v1 and the plain `/api`.
@NullMarked
package dev.scorebus.score.request;

import org.jspecify.annotations.NullMarked;
