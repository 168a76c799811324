/** The room in which a scene is shown: camera, light, ground, and the size of the canvas. Kilometres; y is up, -z north. */

import {
  BufferAttribute, BufferGeometry, Color, DoubleSide, Fog, Group, Line, LineBasicMaterial, LineSegments, Mesh, MeshLambertMaterial,
  DirectionalLight, AmbientLight, PerspectiveCamera, Points, PointsMaterial, Scene as Room, Vector3, WebGLRenderer,
} from 'three'
import { OrbitControls } from 'three/addons/controls/OrbitControls.js'
import type { Relief } from '../types'

export const KM = 1e-3

export class Stage {
  readonly room = new Room()
  /** What stands in metres of height is stretched with this. */
  readonly tall = new Group()
  readonly camera = new PerspectiveCamera(50, 1, 0.1, 4000)
  readonly renderer: WebGLRenderer
  readonly controls: OrbitControls
  private stale = true
  private readonly sized = new ResizeObserver(() => this.fit())

  /** Throws where the browser has no WebGL. */
  constructor(readonly host: HTMLElement, private readonly colours: Colours, extent: number) {
    this.renderer = new WebGLRenderer({ antialias: true })
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2))
    host.append(this.renderer.domElement)
    this.room.background = new Color(colours.sky)
    this.room.fog = new Fog(colours.sky, 3 * extent, 9 * extent)
    this.room.add(new AmbientLight(0xffffff, 1.4), this.tall)
    const sun = new DirectionalLight(0xffffff, 1.8)
    sun.position.set(-1, 1.2, -1)
    this.room.add(sun, grid(extent, colours.line))
    this.controls = new OrbitControls(this.camera, this.renderer.domElement)
    this.controls.maxPolarAngle = 0.495 * Math.PI
    this.controls.addEventListener('change', () => this.touch())
    this.home(extent)
    this.sized.observe(host)
    this.fit()
  }

  /** Something has changed: the next frame is drawn. */
  touch(): void { this.stale = true }

  home(extent: number): void {
    this.camera.position.set(0, 0.75 * extent, 1.15 * extent)
    this.controls.target.set(0, 0, 0)
    this.controls.update()
    this.touch()
  }

  exaggerate(factor: number): void {
    this.tall.scale.y = factor
    this.touch()
  }

  /** Draws if anything changed; whether it did. */
  draw(): boolean {
    if (!this.stale) return false
    this.stale = false
    this.renderer.render(this.room, this.camera)
    return true
  }

  /** Where a point in metres east, north, up is on the canvas, in pixels; null behind the camera. */
  onScreen(east: number, north: number, up: number): { x: number; y: number } | null {
    const at = new Vector3(east * KM, up * KM * this.tall.scale.y, -north * KM).project(this.camera)
    if (at.z > 1) return null
    const { clientWidth, clientHeight } = this.host
    return { x: 0.5 * (at.x + 1) * clientWidth, y: 0.5 * (1 - at.y) * clientHeight }
  }

  addRelief(relief: Relief): void {
    this.tall.add(ground(relief, this.colours.land))
    this.touch()
  }

  /** Gives back what the stage holds: browsers allow only so many pictures of this kind. */
  leave(): void {
    this.sized.disconnect()
    this.controls.dispose()
    this.room.traverse((one) => {
      if (one instanceof Mesh || one instanceof Line || one instanceof Points) discard(one)
    })
    this.renderer.dispose()
    this.renderer.forceContextLoss()
  }

  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.host
    if (width === 0 || height === 0) return
    this.renderer.setSize(width, height, false)
    this.camera.aspect = width / height
    this.camera.updateProjectionMatrix()
    this.touch()
  }
}

export interface Colours { sky: string; line: string; land: string }

function discard({ geometry, material }: Mesh | Line | Points): void {
  geometry.dispose()
  for (const one of [material].flat()) {
    if (one instanceof PointsMaterial) one.map?.dispose()
    one.dispose()
  }
}

/** Lines every 10 km near the middle, every 50 km farther out. */
function grid(extent: number, colour: string): Group {
  const both = new Group()
  for (const [step, reach, opacity] of [[10, Math.min(extent, 60), 0.5], [50, 3 * extent, 0.8]] as const) {
    const far = Math.ceil(reach / step) * step
    const ends: number[] = []
    // In pieces: a line from far before the camera to far behind it is not drawn everywhere.
    for (let at = -far; at <= far; at += step)
      for (let piece = -far; piece < far; piece += step)
        ends.push(at, 0, piece, at, 0, piece + step, piece, 0, at, piece + step, 0, at)
    const lines = new BufferGeometry().setAttribute('position', new BufferAttribute(new Float32Array(ends), 3))
    both.add(new LineSegments(lines, new LineBasicMaterial({ color: colour, transparent: true, opacity })))
  }
  return both
}

/** The ground as a shaded surface; where no height is known there is a hole. */
function ground(relief: Relief, colour: string): Mesh {
  const columns = relief.columns
  const rows = relief.heights.length / columns
  const places = new Float32Array(3 * relief.heights.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const n = row * columns + column
      const east = relief.west + ((relief.east - relief.west) * column) / (columns - 1)
      const north = relief.north + ((relief.south - relief.north) * row) / (rows - 1)
      places.set([east * KM, (relief.heights[n] ?? 0) * KM, -north * KM], 3 * n)
    }
  }
  const corners: number[] = []
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const n = row * columns + column
      const square = [n, n + columns, n + 1, n + 1, n + columns, n + columns + 1]
      if ([n, n + 1, n + columns, n + columns + 1].every((k) => relief.heights[k] !== null)) corners.push(...square)
    }
  }
  const shape = new BufferGeometry().setAttribute('position', new BufferAttribute(places, 3))
  shape.setIndex(corners)
  shape.computeVertexNormals()
  return new Mesh(shape, new MeshLambertMaterial({ color: colour, side: DoubleSide }))
}
