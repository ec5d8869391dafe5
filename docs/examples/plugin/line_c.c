/* line_c: readings at the places 1 to 4 of intercept + slope * place, with normal noise; simulator and likelihood. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin_abi.h"

enum { places = 4 };

/* What the functions need to know; create makes one for each model of a run file. */
typedef struct {
  double noise;
} settings;

/* Random numbers that follow from the seed of a row alone: splitmix64, and the method of Box and Muller. */
static double uniform(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return ((double)((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52;
}

static double normal(uint64_t *state) {
  const double radius = sqrt(-2 * log(uniform(state)));
  return radius * cos(6.283185307179586 * uniform(state));
}

static int create(const inquest_request *request, inquest_model *model, char *message) {
  static const char *const parameters[] = {"intercept", "slope"};
  settings *own = malloc(sizeof *own);
  if (own == NULL) return 1;
  own->noise = 0.3;
  for (size_t i = 0; i < request->option_count; ++i) {
    const inquest_option *option = &request->options[i];
    char *end;
    if (strcmp(option->key, "noise") != 0) {
      snprintf(message, INQUEST_MESSAGE_SIZE, "there is no option %s (known: noise)", option->key);
      free(own);
      return 1;
    }
    own->noise = strtod(option->value, &end);
    if (*end != '\0' || !(own->noise > 0)) {
      snprintf(message, INQUEST_MESSAGE_SIZE, "noise = %s (must be a number > 0)", option->value);
      free(own);
      return 1;
    }
  }
  model->context = own;
  model->data_dimensions = 1;
  model->data_shape[0] = places;
  model->parameters = parameters;
  model->parameter_count = 2;
  return 0;
}

static int simulate(void *context, size_t rows, size_t parameters, const double *theta, const uint64_t *seeds,
                    size_t data_size, double *x, int8_t *status, char *message) {
  const settings *own = context;
  for (size_t row = 0; row < rows; ++row) {
    const double intercept = theta[row * parameters], slope = theta[row * parameters + 1];
    uint64_t state = seeds[row];
    for (size_t i = 0; i < data_size; ++i) {
      x[row * data_size + i] = intercept + slope * (double)(i + 1) + own->noise * normal(&state);
    }
  }
  (void)status; /* no row of this one can fail: status[row] = 1 would say so */
  (void)message;
  return 0;
}

static int log_likelihood_gradient(void *context, size_t rows, size_t parameters, const double *theta, size_t data_size,
                                   const double *x, double *out, double *gradient, char *message) {
  const settings *own = context;
  const double norm = -log(own->noise * sqrt(6.283185307179586));
  for (size_t row = 0; row < rows; ++row) {
    double sum = (double)data_size * norm, by_intercept = 0, by_slope = 0;
    for (size_t i = 0; i < data_size; ++i) {
      const double place = (double)(i + 1);
      const double pull = (x[i] - theta[row * parameters] - theta[row * parameters + 1] * place) / own->noise;
      sum -= 0.5 * pull * pull;
      by_intercept += pull / own->noise;
      by_slope += place * pull / own->noise;
    }
    out[row] = sum;
    if (gradient == NULL) continue;
    gradient[row * parameters] = by_intercept;
    gradient[row * parameters + 1] = by_slope;
  }
  (void)message;
  return 0;
}

static int log_likelihood(void *context, size_t rows, size_t parameters, const double *theta, size_t data_size,
                          const double *x, double *out, char *message) {
  return log_likelihood_gradient(context, rows, parameters, theta, data_size, x, out, NULL, message);
}

static const inquest_simulator table = {
    .abi_version = INQUEST_ABI_VERSION,
    .struct_size = sizeof(inquest_simulator),
    .name = "line_c",
    .version = "1",
    .thread_safe = 1, /* nothing is shared between calls but what create has made, which no call changes */
    .create = create,
    .simulate = simulate,
    .log_likelihood = log_likelihood,
    .log_likelihood_gradient = log_likelihood_gradient,
    .destroy = free,
};

const inquest_simulator *inquest_plugin(size_t index) { return index == 0 ? &table : NULL; }
