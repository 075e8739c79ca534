// The GPU programs: marks of any shape with a border, and lines with arrows.
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

// A line consists of straight pieces; `a_part` is 0 along it, 1 and 2 at the tip and the base of the
// arrow in front of its target, and 3 where it ends at that base.
const LINE_VERTEX = `
attribute vec2 a_at, a_heading;
attribute float a_side, a_part, a_width, a_tip;
attribute vec4 a_color;
uniform mat3 u_matrix;
uniform float u_sizeRatio, u_correctionRatio, u_thinnest, u_pixel;
varying float v_across, v_half;
varying vec4 v_color;
void main() {
  float wide = max(a_width / u_sizeRatio, u_thinnest);
  float tall = (5.25 + 3.0 * a_width) / u_sizeRatio;
  tall *= step(0.0, a_tip) * step(2.0, tall);
  float back = tall > 0.0 ? max(a_tip / u_sizeRatio, 1.2) : 0.0;
  bool arrow = a_part > 0.5 && a_part < 2.5;
  float reach = arrow ? tall * 0.38 : (wide + u_pixel) * 0.5;
  float off = a_part < 0.5 ? 0.0 : back + (a_part > 1.5 ? tall : 0.0);
  vec2 aside = vec2(-a_heading.y, a_heading.x) * a_side * reach;
  v_across = arrow ? 0.0 : a_side * reach / u_pixel;
  v_half = arrow ? 1.0 : reach / u_pixel;
  float alpha = a_color.a * (255.0 / 254.0);
  v_color = vec4(a_color.rgb * alpha, alpha);
  vec2 at = a_at + (aside - a_heading * off) * u_correctionRatio * 2.0;
  gl_Position = vec4((u_matrix * vec3(at, 1)).xy, 0, 1);
}`;

const LINE_FRAGMENT = `
precision mediump float;
varying float v_across, v_half;
varying vec4 v_color;
void main() {
  gl_FragColor = v_color * clamp(v_half - abs(v_across), 0.0, 1.0);
}`;

const CORNERS = [[-1, -1], [1, -1], [-1, 1], [-1, 1], [1, -1], [1, 1]];
const SIDES = [[0, 1], [0, -1], [1, 1], [1, 1], [0, -1], [1, -1]]; // corners of a piece: end and side
const ARROW = [[1, 0], [2, 1], [2, -1]];

// The programs by the type of node or link that they draw. `span` is the number of picture units per
// unit of the library's coordinates.
function programsOf({ NodeProgram, EdgeProgram, floatColor }, span) {
  const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
  const floats = (...sizes) => sizes.map(([name, size]) => ({ name, size, type: FLOAT }));
  const colours = (...names) => names.map((name) => ({ name, size: 4, type: UNSIGNED_BYTE, normalized: true }));
  const UNIFORMS = ['u_matrix', 'u_sizeRatio', 'u_correctionRatio', 'u_pixel', 'u_thinnest'];

  // Every vertex has all its attributes: instancing costs a browser without a GPU ten times as much.
  // The buffer is uploaded when it changes, not in each frame.
  const lasting = (Program, above) => class extends Program {
    reallocate(capacity) {
      super.reallocate(capacity);
      this.changed = true;
    }

    process(...item) {
      super.process(...item);
      this.changed = true;
    }

    bindProgram(info) {
      const { gl, buffer } = info;
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      let offset = 0;
      for (const attribute of this.ATTRIBUTES) offset += this.bindAttribute(attribute, info, offset);
      if (this.changed) gl.bufferData(gl.ARRAY_BUFFER, this.array, gl.DYNAMIC_DRAW);
      this.changed = false;
      gl.bindBuffer(gl.ARRAY_BUFFER, null);
    }

    setUniforms(params, { gl, uniformLocations: at }) {
      gl.uniformMatrix3fv(at.u_matrix, false, params.matrix);
      gl.uniform1f(at.u_sizeRatio, params.sizeRatio);
      gl.uniform1f(at.u_correctionRatio, params.correctionRatio);
      gl.uniform1f(at.u_pixel, 1 / params.pixelRatio);
      gl.uniform1f(at.u_thinnest, params.minEdgeThickness);
      // Blend links below what is drawn already, since the library draws the nodes first.
      if (above) gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
      else gl.blendFunc(gl.ONE_MINUS_DST_ALPHA, gl.ONE);
    }
  };

  class Mark extends lasting(NodeProgram, true) {
    getDefinition() {
      return {
        VERTICES: CORNERS.length, METHOD: TRIANGLES, UNIFORMS,
        VERTEX_SHADER_SOURCE: MARK_VERTEX, FRAGMENT_SHADER_SOURCE: MARK_FRAGMENT,
        ATTRIBUTES: [...floats(['a_position', 2], ['a_corner', 2], ['a_size', 1], ['a_line', 1], ['a_shape', 1]),
          ...colours('a_fill', 'a_border')],
      };
    }

    processVisibleItem(_, start, n) {
      const [fill, border] = [floatColor(n.fill), floatColor(n.border)];
      CORNERS.forEach(([x, y], i) => this.array.set(
        [n.x, n.y, x, y, n.size, n.line, n.shape, fill, border], start + i * 9));
    }
  }

  const line = (pieces) => class extends lasting(EdgeProgram, false) {
    getDefinition() {
      return {
        VERTICES: pieces * SIDES.length + ARROW.length, METHOD: TRIANGLES, UNIFORMS,
        VERTEX_SHADER_SOURCE: LINE_VERTEX, FRAGMENT_SHADER_SOURCE: LINE_FRAGMENT,
        ATTRIBUTES: [...floats(['a_at', 2], ['a_heading', 2], ['a_side', 1], ['a_part', 1], ['a_width', 1],
          ['a_tip', 1]), ...colours('a_color')],
      };
    }

    processVisibleItem(_, start, source, target, e) {
      const [from, to] = [{ x: source.x, y: -source.y }, { x: target.x, y: -target.y }];
      const spots = spotsOn(curveOf(e, from, to, 1 / span), pieces);
      const rest = [e.size, e.arrow ? target.size : -1, floatColor(e.color)];
      let at = start;
      const corner = (spot, side, part) => {
        this.array.set([spot.x, -spot.y, spot.heading.x, -spot.heading.y, side, part, ...rest], at);
        at += 9;
      };
      for (let i = 0; i < pieces; i += 1) {
        for (const [end, side] of SIDES) corner(spots[i + end], side, end && pieces === 1 ? 3 : 0);
      }
      for (const [part, side] of ARROW) corner(spots[pieces], side, part);
    }
  };
  return { nodes: { mark: Mark }, edges: { straight: line(1), bent: line(PIECES) } };
}

// Points along a curve, each with the direction of the curve there.
function spotsOn(curve, pieces) {
  const points = Array.from({ length: pieces + 1 }, (_, i) => pointOn(curve, i / pieces));
  return points.map((point, i) => {
    const [before, after] = [points[Math.max(0, i - 1)], points[Math.min(pieces, i + 1)]];
    const far = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    return { ...point, heading: { x: (after.x - before.x) / far, y: (after.y - before.y) / far } };
  });
}
