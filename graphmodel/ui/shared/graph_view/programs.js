// What the graphics card runs: marks of any shape with a border, and lines with arrows.
const MARK_VERTEX = `
attribute vec2 a_position, a_corner;
attribute float a_size, a_line, a_shape;
attribute vec4 a_fill, a_border;
uniform mat3 u_matrix;
uniform float u_sizeRatio, u_correctionRatio;
varying vec2 v_at;
varying float v_radius, v_line, v_shape, v_dash;
varying vec4 v_fill, v_border;
void main() {
  v_radius = max(a_size / u_sizeRatio, 1.2);
  v_line = a_line / u_sizeRatio;
  v_dash = step(15.5, a_shape);
  v_shape = a_shape - 16.0 * v_dash;
  float reach = v_radius * 1.35 + v_line + 1.5;
  v_at = vec2(a_corner.x, -a_corner.y) * reach;
  v_fill = a_fill;
  v_border = a_border;
  vec2 at = a_position + a_corner * reach * u_correctionRatio * 2.0;
  gl_Position = vec4((u_matrix * vec3(at, 1)).xy, 0, 1);
}`;

const MARK_FRAGMENT = `
precision highp float;
varying vec2 v_at;
varying float v_radius, v_line, v_shape, v_dash;
varying vec4 v_fill, v_border;
uniform float u_pixel, u_sizeRatio;
${SHAPE_SHADER}
void main() {
  float d = distanceTo(v_shape, v_at, v_radius);
  float soft = u_pixel * 0.5;
  float border = smoothstep(-v_line * 0.5 - soft, -v_line * 0.5 + soft, d);
  float outside = smoothstep(v_line * 0.5 - soft, v_line * 0.5 + soft, d);
  if (v_dash > 0.5 && fract(atan(v_at.y, v_at.x) * v_radius * u_sizeRatio / 7.0) > 0.571) {
    border = 0.0;
    outside = smoothstep(-soft, soft, d);
  }
  vec4 colour = mix(v_fill, v_border, border);
  float alpha = colour.a * (255.0 / 254.0) * (1.0 - outside);
  gl_FragColor = vec4(colour.rgb * alpha, alpha);
}`;

// A line of `pieces` straight pieces; the arrow is a triangle at its end, before the node.
const lineVertex = (bent) => `
attribute vec2 a_from, a_to${bent ? ', a_first, a_second' : ''};
attribute float a_width, a_tip;
attribute vec4 a_color;
attribute vec3 a_spot;
uniform mat3 u_matrix;
uniform float u_sizeRatio, u_correctionRatio, u_thinnest;
varying float v_across, v_half;
varying vec4 v_color;
vec2 direction(vec2 v) { float l = length(v); return l > 0.0 ? v / l : vec2(0.0); }
void main() {
  float unit = u_correctionRatio * 2.0;
  float t = a_spot.x, s = 1.0 - a_spot.x;
  float wide = max(a_width / u_sizeRatio, u_thinnest);
  ${bent ? `vec2 at = s*s*s * a_from + 3.0*s*s*t * a_first + 3.0*s*t*t * a_second + t*t*t * a_to;
  vec2 along = direction(s*s * (a_first - a_from) + 2.0*s*t * (a_second - a_first) + t*t * (a_to - a_second));
  vec2 heading = direction(a_to - a_second);` : `vec2 at = mix(a_from, a_to, t);
  vec2 along = direction(a_to - a_from);
  vec2 heading = along;`}
  if (a_spot.z < 0.5) {
    float reach = wide * 0.5 + 0.75;
    at += vec2(-along.y, along.x) * a_spot.y * reach * unit;
    v_across = a_spot.y * reach;
  } else {
    float tall = (5.25 + 3.0 * a_width) / u_sizeRatio;
    float show = step(0.0, a_tip) * step(2.0, tall);
    float back = max(a_tip / u_sizeRatio, 1.2) + (a_spot.z > 1.5 ? tall * show : 0.0);
    at = a_to - heading * back * unit + vec2(-heading.y, heading.x) * a_spot.y * tall * 0.38 * unit * show;
    v_across = 0.0;
  }
  v_half = wide * 0.5;
  v_color = a_color;
  gl_Position = vec4((u_matrix * vec3(at, 1)).xy, 0, 1);
}`;

const LINE_FRAGMENT = `
precision highp float;
varying float v_across, v_half;
varying vec4 v_color;
uniform float u_pixel;
void main() {
  float alpha = v_color.a * (255.0 / 254.0)
    * (1.0 - smoothstep(v_half - u_pixel * 0.5, v_half + u_pixel * 0.5, abs(v_across)));
  gl_FragColor = vec4(v_color.rgb * alpha, alpha);
}`;

const ARROW = [[1, 0, 1], [1, 1, 2], [1, -1, 2]];

// Two triangles for each piece of a line, and the arrow.
function spotsOfLine(pieces) {
  const spots = Array.from({ length: pieces }, (_, i) => {
    const [t, u] = [i / pieces, (i + 1) / pieces];
    return [[t, 1, 0], [t, -1, 0], [u, 1, 0], [u, 1, 0], [t, -1, 0], [u, -1, 0]];
  });
  return [...spots.flat(), ...ARROW];
}

// The programs by the type of node or link that they draw. `span` is the number of picture units in
// one unit of the library's coordinates.
function programsOf({ NodeProgram, EdgeProgram, floatColor }, span) {
  const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
  const floats = (...sizes) => sizes.map(([name, size]) => ({ name, size, type: FLOAT }));
  const colours = (...names) => names.map((name) => ({ name, size: 4, type: UNSIGNED_BYTE, normalized: true }));

  const setShared = (params, { gl, uniformLocations: at }) => {
    gl.uniformMatrix3fv(at.u_matrix, false, params.matrix);
    gl.uniform1f(at.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(at.u_correctionRatio, params.correctionRatio);
    gl.uniform1f(at.u_pixel, 1 / params.pixelRatio);
    gl.uniform1f(at.u_thinnest, params.minEdgeThickness);
  };
  const UNIFORMS = ['u_matrix', 'u_sizeRatio', 'u_correctionRatio', 'u_pixel', 'u_thinnest'];

  class Mark extends NodeProgram {
    getDefinition() {
      return {
        VERTICES: 6, METHOD: TRIANGLES, UNIFORMS,
        VERTEX_SHADER_SOURCE: MARK_VERTEX, FRAGMENT_SHADER_SOURCE: MARK_FRAGMENT,
        ATTRIBUTES: [...floats(['a_position', 2], ['a_size', 1], ['a_line', 1], ['a_shape', 1]),
          ...colours('a_fill', 'a_border')],
        CONSTANT_ATTRIBUTES: floats(['a_corner', 2]),
        CONSTANT_DATA: [[-1, -1], [1, -1], [-1, 1], [-1, 1], [1, -1], [1, 1]],
      };
    }

    processVisibleItem(_, start, n) {
      this.array.set([n.x, n.y, n.size, n.line, n.shape, floatColor(n.fill), floatColor(n.border)], start);
    }

    setUniforms(params, info) { setShared(params, info); }
  }

  const line = (bent) => class Line extends EdgeProgram {
    getDefinition() {
      const spots = spotsOfLine(bent ? PIECES : 1);
      return {
        VERTICES: spots.length, METHOD: TRIANGLES, UNIFORMS,
        VERTEX_SHADER_SOURCE: lineVertex(bent), FRAGMENT_SHADER_SOURCE: LINE_FRAGMENT,
        ATTRIBUTES: [...floats(['a_from', 2], ['a_to', 2]),
          ...(bent ? floats(['a_first', 2], ['a_second', 2]) : []),
          ...floats(['a_width', 1], ['a_tip', 1]), ...colours('a_color')],
        CONSTANT_ATTRIBUTES: floats(['a_spot', 3]),
        CONSTANT_DATA: spots,
      };
    }

    processVisibleItem(_, start, source, target, e) {
      const [from, to] = [{ x: source.x, y: -source.y }, { x: target.x, y: -target.y }];
      const between = bent ? curveOf(e, from, to, 1 / span).slice(1, 3).flatMap((at) => [at.x, -at.y]) : [];
      this.array.set([source.x, source.y, target.x, target.y, ...between, e.size,
        e.arrow ? target.size : -1, floatColor(e.color)], start);
    }

    setUniforms(params, info) { setShared(params, info); }
  };
  return { nodes: { mark: Mark }, edges: { straight: line(false), bent: line(true) } };
}
